import { instant, MINUTE_MS, SECOND_MS } from '../core/time.ts';
import { zoned } from '../core/zone.ts';
import type { FeedAction, FeedBar, FeedHours, FeedQuote, FeedSpan, MarketFeed } from './feed.ts';
import { usualHours } from './vendor-yahoo-hours.ts';
import { type JsonReply, refuse } from './vendor-yahoo-reply.ts';

export type ChartChange = (result: Record<string, unknown>) => Record<string, unknown>;

const DAY_S = 86_400;

/** How many days back bars are kept, and how many are given at once; other lengths have no limit. */
const REACH: ReadonlyMap<string, { readonly back: number; readonly atOnce: number }> = new Map([
  ['1m', { back: 30, atOnce: 8 }],
  ['5m', { back: 60, atOnce: 60 }],
  ['15m', { back: 60, atOnce: 60 }],
  ['30m', { back: 60, atOnce: 60 }],
  ['60m', { back: 730, atOnce: 730 }],
  ['1h', { back: 730, atOnce: 730 }],
]);

/** The answer to a request for a chart, refusals and all. */
export function charted(
  { symbol, query }: { readonly symbol: string; readonly query: URLSearchParams },
  feed: MarketFeed,
  change: ChartChange = (same) => same,
): JsonReply {
  const span = {
    interval: query.get('interval') ?? '1d',
    from: Number(query.get('period1') ?? 0),
    to: Number(query.get('period2') ?? Infinity),
  };
  const quote = feed.quote(symbol);
  const bars = feed.bars(symbol, span);
  if (quote === undefined || bars === undefined) {
    const says = 'No data found, symbol may be delisted';
    return refuse({ status: 404, code: 'Not Found', says, service: 'chart' });
  }
  if (isTooOld(span, feed.now?.())) {
    const says = `${span.interval} data not available for startTime=${span.from} and endTime=${span.to}.`;
    return refuse({ status: 422, code: 'Unprocessable Entity', says, service: 'chart' });
  }
  const hours = feed.hours?.(symbol) ?? usualHours(quote);
  const actions = (feed.actions?.(symbol) ?? []).filter(
    ({ time }) => time >= span.from && time < span.to,
  );
  const result = change(toResult(quote, { bars, actions, hours, interval: span.interval }));
  return { status: 200, value: { chart: { result: [result], error: null } } };
}

function isTooOld({ interval, from, to }: FeedSpan, now: number | undefined): boolean {
  const reach = REACH.get(interval);
  if (reach === undefined || now === undefined) return false;
  return from < now - reach.back * DAY_S || Math.min(to, now) - from > reach.atOnce * DAY_S;
}

type Told = {
  readonly bars: readonly FeedBar[];
  readonly actions: readonly FeedAction[];
  readonly hours: FeedHours;
  readonly interval: string;
};

function toResult(quote: FeedQuote, { bars, actions, hours, interval }: Told) {
  const empty = bars.length === 0;
  return {
    meta: metaOf(quote, hours, interval),
    // Without any bar Yahoo leaves the times out, and the columns too.
    ...(empty ? {} : { timestamp: bars.map((bar) => bar.time) }),
    ...(actions.length === 0 ? {} : { events: eventsOf(actions) }),
    indicators: empty ? { quote: [{}] } : columnsOf(bars, interval),
  };
}

function columnsOf(bars: readonly FeedBar[], interval: string) {
  const column = (value: (bar: FeedBar) => number): (number | null)[] =>
    bars.map((bar) => (Number.isFinite(value(bar)) ? value(bar) : null));
  const close = column((bar) => bar.close);
  const quote = {
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close,
    volume: column((bar) => bar.volume),
  };
  return interval === '1d'
    ? { quote: [quote], adjclose: [{ adjclose: close }] }
    : { quote: [quote] };
}

function metaOf(quote: FeedQuote, { zone, start, end }: FeedHours, interval: string) {
  const gmtoffset = offsetOf(zone, quote.time);
  const period = (from: number, to: number) => ({
    timezone: zone,
    start: from,
    end: to,
    gmtoffset,
  });
  // A day around the clock ends at 23:59 there.
  const last = end - start === DAY_S ? end - 60 : end;
  return {
    currency: quote.currency,
    symbol: quote.symbol,
    exchangeName: quote.exchange,
    fullExchangeName: quote.exchange,
    instrumentType: quote.quoteType,
    firstTradeDate: 0,
    regularMarketTime: quote.time,
    hasPrePostMarketData: false,
    gmtoffset,
    timezone: zone,
    exchangeTimezoneName: zone,
    regularMarketPrice: quote.price,
    chartPreviousClose: quote.previousClose,
    priceHint: 2,
    currentTradingPeriod: {
      pre: period(start, start),
      regular: period(start, last),
      post: period(last, last),
    },
    dataGranularity: interval,
    range: '',
    validRanges: ['1d', '5d', '1mo', 'max'],
  };
}

/** Seconds by which the zone's clocks are ahead of UTC's. */
function offsetOf(zone: string, epochS: number): number {
  const wall = zoned(instant(epochS * SECOND_MS), zone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  return (asUtc - Math.floor((epochS * SECOND_MS) / MINUTE_MS) * MINUTE_MS) / SECOND_MS;
}

/** Yahoo files events under their own time. */
function eventsOf(actions: readonly FeedAction[]) {
  const splits = actions.flatMap((action) =>
    action.kind === 'split' ? [[String(action.time), splitOf(action)] as const] : [],
  );
  const dividends = actions.flatMap((action) =>
    action.kind === 'dividend'
      ? [[String(action.time), { amount: action.amount, date: action.time }] as const]
      : [],
  );
  return {
    ...(splits.length === 0 ? {} : { splits: Object.fromEntries(splits) }),
    ...(dividends.length === 0 ? {} : { dividends: Object.fromEntries(dividends) }),
  };
}

function splitOf({ time, numerator, denominator }: FeedAction & { kind: 'split' }) {
  return { date: time, numerator, denominator, splitRatio: `${numerator}:${denominator}` };
}
