import type { Added, Found, LookUp, Unwatched } from '../../app/watch.ts';
import { formatChange, formatMoney } from '../../core/format.ts';
import { html, lines, type Html } from '../../core/html.ts';
import type { Instrument, Quote } from '../../core/market.ts';
import { button, undoButton, type Button, type Message } from '../../core/message.ts';
import { sourceName } from '../../core/source-words.ts';
import type { Instant } from '../../core/time.ts';
import { ageText } from './session.ts';

/** What became of each typed ticker, a line each, with what can be done about it. */
export function addedMessage(added: readonly Added[], now: Instant): Message {
  const fresh = added.flatMap(({ found, outcome }) =>
    outcome === 'added' && found.kind === 'read' ? [found.reading.ticker] : [],
  );
  const unsure = added.flatMap(({ found, outcome }) =>
    outcome === 'refused' && found.kind === 'read' && found.reading.kind === 'failed'
      ? [found.reading.ticker]
      : [],
  );
  const [only] = fresh;
  const offer =
    fresh.length === 1 && only !== undefined
      ? [button(`🔔 Tell me about ±5% a day`, 'rule-try', { text: `${only} ±5% 1d` })]
      : [];
  return {
    text: lines(...added.map((one) => addedLine(one, now))),
    buttons: rows(
      ...added.flatMap(({ found }) => suggestionRows(found)),
      unsure.length > 0 ? [button('🔁 Try again', 'watch-add', { tickers: unsure.join(' ') })] : [],
      offer,
      fresh.length > 0 ? [undoButton('watch-undo', { tickers: fresh.join(' ') })] : [],
    ),
  };
}

function addedLine({ found, outcome }: Added, now: Instant): Html {
  if (found.kind === 'not-a-ticker')
    return html`⚠️ “${found.typed.slice(0, 40)}” cannot be a ticker. One looks like NVDA, ^GSPC or
    BTC-USD.`;
  const { reading } = found;
  const { ticker } = reading;
  if (reading.kind === 'unknown') return unknownLine(ticker, reading.suggestions);
  const known = reading.quote ? html` · ${priceLine(reading.quote, now)}` : html``;
  if (outcome === 'full') return html`⚠️ <b>${ticker}</b>: this list is full. /unwatch makes room.`;
  if (outcome === 'already') return html`✅ <b>${ticker}</b> is watched already${known}`;
  if (outcome === 'refused' && reading.kind === 'failed')
    return html`⚠️ <b>${ticker}</b>: I could not ask whether it exists, because ${reading.why}.
      Nothing is wrong with what you typed.`;
  if (reading.kind === 'priced') return html`✅ <b>${ticker}</b>${known}`;
  return html`✅ <b>${ticker}</b>${known} · ⚠️ ${reading.why}`;
}

/** `NVIDIA Corporation · $148.20 ▲2.1% · 4 s old · Yahoo Finance` */
function priceLine(quote: Quote, now: Instant): Html {
  const price = quote.instrument.kind === 'index' ? '' : quote.currency;
  const change = dayChange(quote);
  return html`${quote.instrument.name} · <b>${formatMoney(quote.price, price)}</b>${change} ·
    ${ageText(quote, now)} · ${sourceName(quote.source)}`;
}

function dayChange({ price, previousClose }: Quote): string {
  if (previousClose === undefined || previousClose === 0) return '';
  return ` ${formatChange(((price - previousClose) * 100) / previousClose)}`;
}

function unknownLine(ticker: string, suggestions: readonly Instrument[]): Html {
  const ask =
    suggestions.length > 0
      ? 'Did you mean one of these?'
      : 'Indices begin with ^, crypto looks like BTC-USD, London like VOD.L.';
  return html`⚠️ I can’t find <b>${ticker}</b>. ${ask}`;
}

function suggestionRows(found: Found): readonly (readonly Button[])[] {
  if (found.kind !== 'read' || found.reading.kind !== 'unknown') return [];
  return found.reading.suggestions
    .slice(0, 4)
    .map(({ ticker, name }) => [
      button(`${ticker} · ${name}`.slice(0, 48), 'watch-add', { tickers: ticker }),
    ]);
}

export function tooManyMessage({ count, limit }: Extract<LookUp, { kind: 'too-many' }>): Message {
  return {
    text: html`⚠️ That is ${count} tickers; I take ${limit} in one message. Send the rest in a
    second one. Nothing was added.`,
  };
}

/** What to ask before rules would be left without their ticker on the list. */
export function unwatchQuestion(tickers: readonly string[], rules: number): Message {
  const names = tickers.join(', ');
  const those = rules === 1 ? '1 rule' : `${rules} rules`;
  const subject = { tickers: tickers.join(' ') };
  return {
    text: html`<b>${names}</b> ${tickers.length === 1 ? 'has' : 'have'} ${those} here. What shall
      become of ${rules === 1 ? 'it' : 'them'}?`,
    buttons: [
      [button(`Keep ${those}`, 'unwatch-do', { ...subject, rules: 'keep' })],
      [
        {
          ...button(rules === 1 ? 'Delete it too' : 'Delete them too', 'unwatch-do', {
            ...subject,
            rules: 'delete',
          }),
          style: 'danger',
        },
        button('Cancel', 'unwatch-no', {}),
      ],
    ],
  };
}

export function unwatchedMessage({ rows: gone, missing, rules }: Unwatched): Message {
  const names = gone.map(({ ticker }) => ticker).join(', ');
  const too =
    rules.length === 0
      ? ''
      : ` ${rules.length === 1 ? '1 rule' : `${rules.length} rules`} deleted.`;
  const isNothing = gone.length === 0 && rules.length === 0;
  return {
    text: lines(
      gone.length > 0 ? html`➖ <b>${names}</b> no longer watched.${too}` : undefined,
      gone.length === 0 && rules.length > 0 ? html`🗑${too}` : undefined,
      missing.length > 0 ? html`⚠️ Not on the list: ${missing.join(', ')}.` : undefined,
    ),
    buttons: isNothing
      ? []
      : [
          [
            undoButton('unwatch-undo', {
              rows: gone.map(({ ticker, by, at }) => `${ticker}:${by}:${at}`).join(' '),
              rules: rules.map(({ id, status }) => `${id}:${status}`).join(' '),
            }),
          ],
        ],
  };
}

function rows(...all: readonly (readonly Button[])[]): readonly (readonly Button[])[] {
  return all.filter((row) => row.length > 0);
}
