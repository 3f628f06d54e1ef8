import { parseTicker, type Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';

/** What a timetable says from a moment on. */
export type TimeEvent = { readonly at: Instant; readonly type: string };

/**
 * How our tickers end, by the exchange of the instrument's timetable. The letters inside of the broker's own symbols are no
 * guide: `IITU_EQ` is London's, `CLMP_US_EQ` as well.
 */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/^(nasdaq|nyse|new york|otc markets|cboe)/i, ''],
  [/^london/i, '.L'],
  [/amsterdam/i, '.AS'],
  [/paris/i, '.PA'],
  [/brussels/i, '.BR'],
  [/lisbon/i, '.LS'],
  [/xetra|deutsche b/i, '.DE'],
  [/swiss/i, '.SW'],
  [/italiana|milan/i, '.MI'],
  [/madrid/i, '.MC'],
  [/wiener|vienna/i, '.VI'],
  [/toronto/i, '.TO'],
];

/** Our ticker of what an exchange lists under a short name; undefined where the exchange is not known. */
export function tickerAt(exchange: string | undefined, shortName: string): Ticker | undefined {
  const ending = ENDINGS.find(([name]) => name.test(exchange ?? ''))?.[1];
  if (ending === undefined) return undefined;
  // Classes: BIO/B of New York is BIO.B to us, BBD/B of Toronto BBD-B.TO.
  const name = shortName.replace(/\/$|\.$/, '').replaceAll(/[./]/g, ending === '' ? '.' : '-');
  return parseTicker(`${name}${ending}`);
}

/** Whether a timetable is within its regular session; undefined where it says nothing of the moment. */
export function sessionAt(
  events: readonly TimeEvent[],
  at: Instant,
): 'open' | 'closed' | undefined {
  const next = events.findIndex((event) => event.at > at);
  const current = events[next - 1];
  if (next < 1 || current === undefined) return undefined;
  return current.type === 'OPEN' || current.type === 'BREAK_END' ? 'open' : 'closed';
}
