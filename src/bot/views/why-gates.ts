import { aboutOf } from '../../app/alert-view.ts';
import type { TickerWhy } from '../../app/why.ts';
import type { Gate } from '../../app/why-gates.ts';
import { formatAge, formatDuration } from '../../core/duration.ts';
import { formatPrice } from '../../core/format.ts';
import { withoutNote } from '../../core/rule-note.ts';
import { html, type Html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import { sourceName } from '../../core/source-words.ts';
import { sentence } from './quiet.ts';
import { sessionText } from './session.ts';
import { dayOf } from './when.ts';
import { barsText, holdText, ringText } from './why-ring.ts';
import { leafText, lackWords, MARKS, partLines, type Reader } from './why-parts.ts';

type Said<Name extends Gate['gate']> = Extract<Gate, { readonly gate: Name }>;

/** Every gate a line, in the order in which they are asked; the condition with each of its parts. */
export function gateLines(why: TickerWhy, reader: Reader): readonly Html[] {
  return why.gates.flatMap((gate) => {
    if (gate.gate === 'text' && gate.passed === 'true') return [];
    const line = html`${MARKS[gate.passed]} ${gateText(gate, why, reader)}`;
    const part = gate.gate === 'condition' ? gate.detail.part : undefined;
    return part === undefined ? [line] : [line, ...partLines(part, reader)];
  });
}

/** What one gate says, passed or not, as a sentence without its full stop. */
export function gateText(gate: Gate, why: TickerWhy, reader: Reader): Html {
  switch (gate.gate) {
    case 'status':
      return statusText(gate, reader);
    case 'text':
      return html`I can no longer read its words: ${withoutNote(gate.detail.text)}`;
    case 'chat':
      return chatText(gate);
    case 'quiet':
      return quietText(gate, why, reader);
    case 'price':
      return priceText(gate, why, reader);
    case 'market':
      return marketText(gate, reader);
    case 'quote':
      return quoteText(gate);
    case 'bars':
      return barsText(gate, why, reader);
    case 'known':
      return gate.passed === 'true'
        ? html`Every number it takes is known`
        : html`What it takes is not known yet: ${lackWords(gate.detail.lacks)}`;
    case 'condition':
      return conditionText(gate, why, reader);
    case 'hold':
      return holdText(gate, reader);
    default:
      return ringText(gate, reader);
  }
}

function statusText({ detail }: Said<'status'>, { zone }: Reader): Html {
  const { status, expiresAt } = detail;
  switch (status) {
    case 'on':
      return expiresAt === undefined
        ? html`On, without an expiry`
        : html`On, until ${dayOf(expiresAt, zone)}`;
    case 'paused':
      return html`It is paused, and so it is not judged`;
    case 'done':
      return html`It is done: it has rung once, as asked`;
    case 'expired':
      return expiresAt === undefined
        ? html`It has expired`
        : html`It expired on ${dayOf(expiresAt, zone)}`;
    case 'deleted':
      return html`It was deleted`;
  }
}

function chatText({ passed, detail: { why } }: Said<'chat'>): Html {
  if (passed === 'true') return html`This chat can be reached`;
  return html`I can’t write to its chat any more${why === undefined ? '' : `: ${why}`}`;
}

function quietText({ detail }: Said<'quiet'>, why: TickerWhy, { zone, now }: Reader): Html {
  const { mute } = detail;
  if (mute === undefined) return html`Neither muted nor snoozed`;
  const what = sentence(aboutOf(mute));
  const word = mute.verb === 'snooze' ? 'snoozed' : 'muted';
  const end = mute.until === undefined ? html`somebody ends it` : moment(mute.until, zone, now);
  const until = mute.wake === undefined ? end : html`<code>${mute.wake}</code> or ${end}`;
  const by = why.mutedBy === undefined ? '' : ` by ${why.mutedBy}`;
  return html`${what} is ${word} until ${until}${by}: judged and written down, not sent`;
}

function priceText({ passed, detail }: Said<'price'>, why: TickerWhy, reader: Reader): Html {
  const { ticker } = why.facts;
  const { quote, trouble } = detail;
  const { zone, now } = reader;
  const last =
    quote &&
    html`${formatPrice(quote.price)} at ${moment(quote.at, zone, now)}
    (${formatAge(Math.max(0, now - quote.at))},
    ${sourceName(quote.source)}${delayed(quote.delayMs)})`;
  if (passed === 'true' && last) return html`Last price ${last}`;
  const known = last ? html`; the last price that I believed was ${last}` : html``;
  if (trouble === undefined) return html`No price of ${ticker} has come yet`;
  return html`${ticker} can’t be judged since ${moment(trouble.since, zone, now)}:
  ${trouble.why}${known}`;
}

function delayed(delayMs: number): string {
  return delayMs > 0 ? `, feed delayed ${formatDuration(delayMs)}` : '';
}

function marketText({ detail }: Said<'market'>, reader: Reader): Html {
  const { session, lingersUntil, hasBar } = detail;
  const text = html`Market ${sessionText(session, reader)}`;
  if (session.isOpen) return text;
  if (hasBar) return html`${text}; a bar has closed that is still to be judged`;
  if (lingersUntil === undefined) return html`${text}; nothing is judged until then`;
  const until = moment(lingersUntil, reader.zone, reader.now);
  return html`${text}; the closing price may still come until ${until}`;
}

function quoteText({ passed, detail }: Said<'quote'>): Html {
  const { ageMs, allowedMs } = detail;
  const age = formatAge(ageMs);
  if (allowedMs === undefined)
    return html`Age of the price: ${age}; when its exchange trades is not known to me, so none
    counts as too old`;
  const most = formatDuration(allowedMs);
  return passed === 'true'
    ? html`Age of the price: ${age}, of at most ${most} while its market is open`
    : html`The price is too old to be judged: ${age}, of at most ${most} while its market is open`;
}

function conditionText(
  { passed, detail }: Said<'condition'>,
  why: TickerWhy,
  reader: Reader,
): Html {
  const { part } = detail;
  if (part === undefined)
    return html`Whether it is so is not known: there is nothing to read it by`;
  const { bar, readAt } = why.facts;
  const { zone, now } = reader;
  const by = bar === undefined ? 'by the price of' : `by the ${bar.timeframe} bar that closed`;
  const at = readAt === undefined ? html`` : html`, ${by} ${moment(readAt, zone, now)}`;
  const is = { true: 'It is so', false: 'It is not so', unknown: 'Whether it is so is open' }[
    passed
  ];
  return html`${is}${at}`;
}

/** Which comparisons keep a condition from being true, in one line; a few where they are many. */
export function failingText(why: TickerWhy, reader: Reader): Html | undefined {
  const gate = why.gates.find((one) => one.gate === 'condition');
  const part = gate?.detail.part;
  if (part?.kind === 'leaf') return leafText(part, reader);
  if (part === undefined || part.kind === 'not') return undefined;
  const [first, ...more] = part.of.filter(({ verdict }) => verdict !== 'true');
  if (first?.kind !== 'leaf' || part.kind !== 'and') return undefined;
  return html`${leafText(first, reader)}${more.length === 0 ? '' : `, and ${more.length} more`}`;
}
