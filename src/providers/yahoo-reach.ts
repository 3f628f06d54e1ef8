import { DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS } from '../core/time.ts';
import type { FetchedTimeframe } from '../core/timeframe.ts';

/** Epoch milliseconds; what opened within [from, until). */
export type Span = { readonly from: Instant; readonly until: Instant };

type Reach = { readonly days: number; readonly daysPerRequest: number };

/** How long ago Yahoo still has bars of each length, and how many days of them it gives at once. */
const REACH: Readonly<Record<FetchedTimeframe, Reach>> = {
  '1m': { days: 30, daysPerRequest: 7 },
  '5m': { days: 60, daysPerRequest: 60 },
  '15m': { days: 60, daysPerRequest: 60 },
  '1h': { days: 730, daysPerRequest: 730 },
  '1d': { days: Infinity, daysPerRequest: Infinity },
};

/** Its clock and ours may differ, and a request that reaches a second too far is refused whole. */
const MARGIN_MS = HOUR_MS;
/** A bar that has just begun is wanted too, even if our clock is behind. */
const AHEAD_MS = MINUTE_MS;

/**
 * The requests for bars from `from` until now, newest first; of a wish that reaches further back than Yahoo does, what
 * can be had. Empty when `from` lies ahead.
 */
export function spansFor(
  timeframe: FetchedTimeframe,
  { from, now }: { readonly from: Instant; readonly now: Instant },
): readonly Span[] {
  const { days, daysPerRequest } = REACH[timeframe];
  const since = Math.max(from, now - days * DAY_MS + MARGIN_MS);
  const longestMs = daysPerRequest * DAY_MS - MARGIN_MS;
  const spans: Span[] = [];
  for (let until: number = now + AHEAD_MS; until > since; until -= longestMs) {
    const begin = Math.max(since, until - longestMs);
    spans.push({ from: instant(begin), until: instant(until) });
  }
  return spans;
}

/** What to say when Yahoo has no bars so long ago. */
export function tooOldWords(timeframe: FetchedTimeframe): string {
  const { days } = REACH[timeframe];
  return Number.isFinite(days)
    ? `Yahoo has ${timeframe} bars of the last ${days} days only`
    : `Yahoo has no ${timeframe} bars of that time`;
}
