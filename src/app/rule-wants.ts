import type { MarketId } from '../core/market.ts';
import type { BarWant } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts';
import { lengthOf, type Timeframe } from '../core/timeframe.ts';
import type { CompiledRule } from '../rules/compile.ts';

/** How far back a rule is tried out before it is armed. */
export const OUTLOOK_MS = 90 * DAY_MS;
export const OUTLOOK_BARS = 250;

/**
 * The bars that a rule is tried out on: those that set its pace; for one that is judged on quotes, hourly ones, or shorter
 * ones where it looks back less than an hour.
 */
export function outlookTimeframe({ pace, needs }: CompiledRule): Timeframe {
  if (pace.kind !== 'quotes') return pace.timeframe;
  const shortestMs = Math.min(...needs.spansMs);
  if (shortestMs < 15 * MINUTE_MS) return '1m';
  return shortestMs < HOUR_MS ? '5m' : '1h';
}

/** How many bars that is in the window of an outlook, at most. */
function outlookBars(timeframe: Timeframe): number {
  const length = lengthOf(timeframe);
  return length >= DAY_MS ? OUTLOOK_BARS : Math.ceil(OUTLOOK_MS / length);
}

/** Every series that it takes to judge a rule on a ticker and to try it out. */
export function wantsFor(
  compiled: CompiledRule,
  { ticker, market }: { ticker: Ticker; market: MarketId },
): readonly BarWant[] {
  const counts = new Map<Timeframe, number>(compiled.needs.bars);
  const window = outlookTimeframe(compiled);
  const add = (timeframe: Timeframe, bars: number) =>
    counts.set(timeframe, Math.max(bars, counts.get(timeframe) ?? 0));
  add(window, (counts.get(window) ?? 0) + outlookBars(window));
  // The series of another length must reach back as far as the window does.
  for (const [timeframe, bars] of compiled.needs.bars) {
    const covered = Math.ceil((outlookBars(window) * lengthOf(window)) / lengthOf(timeframe));
    add(timeframe, bars + covered);
  }
  add('1d', 5);
  return [...counts].map(([timeframe, bars]) => ({ ticker, market, timeframe, bars }));
}
