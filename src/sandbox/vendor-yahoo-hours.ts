import { createCalendar } from '../core/calendar.ts';
import type { MarketId } from '../core/market.ts';
import { DAY_MS, instant, SECOND_MS } from '../core/time.ts';
import { fromZoned, isoDate } from '../core/zone.ts';
import type { FeedHours, FeedQuote } from './feed.ts';

const NEW_YORK = 'America/New_York';
const LONDON = 'Europe/London';

/** Exchanges that Yahoo gives whole days to, by the zone whose midnight begins them. */
const ROUND_THE_CLOCK: ReadonlyMap<string, string> = new Map([
  ['CCC', 'UTC'],
  ['CCY', LONDON],
  ['CME', NEW_YORK],
  ['CBT', NEW_YORK],
  ['NYM', NEW_YORK],
  ['CMX', NEW_YORK],
]);

const MARKETS: ReadonlyMap<string, { readonly market: MarketId; readonly zone: string }> = new Map([
  ['LSE', { market: 'london', zone: LONDON }],
  ['GER', { market: 'xetra', zone: 'Europe/Berlin' }],
  ['PAR', { market: 'euronext', zone: 'Europe/Paris' }],
  ['AMS', { market: 'euronext', zone: 'Europe/Amsterdam' }],
  ['SHH', { market: 'shanghai', zone: 'Asia/Shanghai' }],
  ['SHZ', { market: 'shanghai', zone: 'Asia/Shanghai' }],
  ['WCB', { market: 'us-index', zone: NEW_YORK }],
  ['CXI', { market: 'us-index', zone: NEW_YORK }],
]);

const calendar = createCalendar();

/** The trading day of the quote's own time, for feeds that tell no hours: by its exchange, else New York's. */
export function usualHours(quote: FeedQuote): FeedHours {
  const at = instant(quote.time * SECOND_MS);
  const dayZone = ROUND_THE_CLOCK.get(quote.exchange);
  if (dayZone !== undefined) {
    const start = fromZoned({ isoDate: isoDate(at, dayZone), hour: 0, minute: 0 }, dayZone);
    return { zone: dayZone, ...inSeconds(start, start + DAY_MS) };
  }
  const { market, zone } =
    MARKETS.get(quote.exchange) ?? ({ market: 'us', zone: NEW_YORK } as const);
  const session = calendar.lastSession(market, at);
  return { zone, ...inSeconds(session?.opensAt ?? at, session?.closesAt ?? at) };
}

function inSeconds(start: number, end: number): { start: number; end: number } {
  return { start: Math.floor(start / SECOND_MS), end: Math.floor(end / SECOND_MS) };
}
