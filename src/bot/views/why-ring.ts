import type { TickerWhy } from '../../app/why.ts';
import type { Gate } from '../../app/why-gates.ts';
import { formatDuration } from '../../core/duration.ts';
import { html, type Html } from '../../core/html.ts';
import { moment } from '../../core/moment.ts';
import { sourceName } from '../../core/source-words.ts';
import { lackWords, type Reader } from './why-parts.ts';

type Said<Name extends Gate['gate']> = Extract<Gate, { readonly gate: Name }>;
type Stock = Said<'bars'>['detail']['series'][number];

/** Whether the bars are there, and how far they reach. */
export function barsText({ passed, detail }: Said<'bars'>, why: TickerWhy, reader: Reader): Html {
  const { series, lacks } = detail;
  const stock = series.map((one) => stockText(one, reader));
  const joined = stock.map((one, n) => html`${n === 0 ? '' : '; '}${one}`);
  if (passed === 'true') return html`Bars: ${joined}`;
  const pace = series.find(({ timeframe }) => timeframe === why.facts.bar?.timeframe);
  if (pace?.has === 0) return html`${noneText(pace, why, reader)}`;
  if (lacks.length > 0) return html`Too few bars: ${lackWords(lacks)}`;
  return html`Bars are late: ${joined}`;
}

function noneText({ timeframe, trouble }: Stock, { facts }: TickerWhy, reader: Reader): Html {
  const why =
    trouble && html`, since ${moment(trouble.since, reader.zone, reader.now)}: ${trouble.why}`;
  return html`No ${timeframe} bars of ${facts.ticker} have come yet${why ?? ''}`;
}

function stockText(stock: Stock, { zone, now }: Reader): Html {
  const { timeframe, has, needs, lastClosedAt, source, overdue, trouble } = stock;
  if (lastClosedAt === undefined) return html`no ${timeframe} yet (needs ${needs})`;
  const from = source === undefined ? '' : `, ${sourceName(source)}`;
  const late = overdue && html`; the one that closed ${moment(overdue, zone, now)} has not come`;
  const fault = trouble && html` (${trouble.why}, since ${moment(trouble.since, zone, now)})`;
  return html`${has} of ${timeframe} (needs ${needs}), the last closed
  ${moment(lastClosedAt, zone, now)}${from}${late ?? ''}${fault ?? ''}`;
}

/** How much of the time that it must hold has passed. */
export function holdText({ passed, detail }: Said<'hold'>, { zone, now }: Reader): Html {
  const { holdFor, count, heldMs, since } = detail;
  const from = since && html` (since ${moment(since, zone, now)})`;
  const most = 'count' in holdFor ? bars(holdFor.count) : formatDuration(holdFor.ms);
  if (passed === 'true') return html`It has held for ${most}, as asked`;
  const done =
    'count' in holdFor
      ? `${count} of ${holdFor.count} so far`
      : heldMs > 0
        ? `${formatDuration(heldMs)} so far`
        : 'none of it so far';
  return html`It must stay so for ${most}: ${done}${from ?? ''}`;
}

function bars(count: number): string {
  return count === 1 ? '1 bar' : `${count} bars`;
}

/** What stands between a condition that is true and a ring. */
export function ringText(gate: Said<'fresh' | 'cooldown' | 'rate' | 'news'>, reader: Reader): Html {
  switch (gate.gate) {
    case 'fresh':
      return freshText(gate, reader);
    case 'cooldown':
      return cooldownText(gate, reader);
    case 'rate': {
      const { count, most, isExempt } = gate.detail;
      const past = count === 1 ? '1 alert' : `${count} alerts`;
      if (isExempt) return html`Critical: it leaves at once, whatever else this chat is sent`;
      if (count < most) return html`This chat was sent ${past} within the last minute, of ${most}`;
      return html`This chat was sent ${past} within the last minute: it would come with others in
      one message, a minute later at most`;
    }
    case 'news':
      return newsText(gate, reader);
  }
}

function freshText({ passed, detail }: Said<'fresh'>, { zone, now }: Reader): Html {
  const { was, rangAt, rearm, worsen } = detail;
  const further = worsen === undefined ? '' : `, or when it goes ${worsen} further`;
  const again = `it rings again ${rearm}${further}`;
  if (passed === 'true')
    return was === 'waiting'
      ? html`Armed: it was not so when it was judged last`
      : html`It asks for the state, so it may ring while that lasts`;
  switch (was) {
    case 'new':
      return html`It has not been judged yet, and the first judgement only notes where it stands`;
    case 'already':
      return html`It was so already when it was armed: ${again}`;
    case 'held-back':
      return html`It became so while it was held back, and has not come back since: ${again}`;
    default: {
      const when = rangAt && html` at ${moment(rangAt, zone, now)}`;
      return html`It rang${when ?? ''} and has not come back since: ${again}`;
    }
  }
}

function cooldownText({ passed, detail }: Said<'cooldown'>, { zone, now }: Reader): Html {
  const { until, rangAt } = detail;
  if (until === undefined || rangAt === undefined)
    return html`It has not rung, so no cooldown runs`;
  const rang = moment(rangAt, zone, now);
  if (passed === 'true') return html`Its cooldown is over: it rang at ${rang}`;
  return html`It cools down until ${moment(until, zone, now)} (${formatDuration(until - now)} more),
  having rung at ${rang}`;
}

function newsText({ passed, detail }: Said<'news'>, { zone, now }: Reader): Html {
  const { judgedTo, nextClose } = detail;
  if (passed === 'true') return html`A bar has closed that is still to be judged`;
  if (passed === 'unknown') return html`No bar has been judged yet`;
  const last = judgedTo && html` that closed ${moment(judgedTo, zone, now)}`;
  const next =
    nextClose === undefined ? html`` : html`; the next closes ${moment(nextClose, zone, now)}`;
  return html`The bar${last ?? ''} has been judged${next}`;
}
