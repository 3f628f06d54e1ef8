import { sma } from '../analysis/average.ts';
import { crossesAbove, crossesBelow } from '../analysis/cross.ts';
import { macd } from '../analysis/macd.ts';
import type { BookSettings } from '../core/book.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';

/** What the closed daily bars of something held say. Prices as it is quoted. */
export type HoldingSignals = {
  /** The end of the last bar that it is about. */
  readonly closedAt: Instant;
  readonly sma: { readonly period: number; readonly value: number; readonly closePct: number };
  readonly macd:
    | {
        readonly periods: readonly [fast: number, slow: number, signal: number];
        readonly isAbove: boolean;
        readonly histogram: number;
        /** The last crossing of its signal line, as far back as bars are kept. */
        readonly crossed:
          | { readonly way: 'up' | 'down'; readonly at: Instant; readonly bars: number }
          | undefined;
      }
    | undefined;
};

/** As the starter pack for what is held has them. */
const USUAL_SMA = 17;
const USUAL_MACD = [12, 26, 9] as const;

/** From bars as they are kept; undefined while there are too few. */
export function holdingSignals(
  bars: Pick<BarKeeper, 'read'>,
  ticker: Ticker,
  settings: Pick<BookSettings, 'sma' | 'macd'>,
): HoldingSignals | undefined {
  const kept = bars.read(ticker, '1d');
  if (kept === undefined) return undefined;
  const { close } = kept.bars;
  const last = close.length - 1;
  const period = settings.sma ?? USUAL_SMA;
  const average = sma(close, period)[last] ?? NaN;
  const closed = close[last] ?? NaN;
  if (Number.isNaN(average)) return undefined;
  return {
    closedAt: instant(kept.closesAt[last] ?? NaN),
    sma: { period, value: average, closePct: ((closed - average) * 100) / average },
    macd: macdOf(close, kept.closesAt, settings.macd ?? USUAL_MACD),
  };
}

function macdOf(
  close: Float64Array,
  closesAt: Float64Array,
  periods: readonly [fast: number, slow: number, signal: number],
): HoldingSignals['macd'] {
  const [fast, slow, signal] = periods;
  const { line, signal: average, histogram } = macd(close, { fast, slow, signal });
  const last = close.length - 1;
  const now = histogram[last] ?? NaN;
  if (Number.isNaN(now)) return undefined;
  const up = crossesAbove(line, average).lastIndexOf(1);
  const down = crossesBelow(line, average).lastIndexOf(1);
  const at = Math.max(up, down);
  return {
    periods,
    isAbove: now > 0,
    histogram: now,
    crossed:
      at < 0
        ? undefined
        : {
            way: up > down ? 'up' : 'down',
            at: instant(closesAt[at] ?? NaN),
            bars: last - at,
          },
  };
}
