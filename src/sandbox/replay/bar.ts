import type { Instant } from '../../core/time.ts';

/** A bar with both its ends: it may be told only from `closedAt` on. Volume is NaN where it is not known. */
export type TimedBar = {
  readonly openedAt: Instant;
  readonly closedAt: Instant;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** Several consecutive bars as one; undefined when there are none. */
export function merged(bars: readonly TimedBar[]): TimedBar | undefined {
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return undefined;
  return {
    openedAt: first.openedAt,
    closedAt: last.closedAt,
    open: first.open,
    high: bars.reduce((high, bar) => Math.max(high, bar.high), -Infinity),
    low: bars.reduce((low, bar) => Math.min(low, bar.low), Infinity),
    close: last.close,
    volume: bars.reduce((sum, bar) => sum + bar.volume, 0),
  };
}
