import type { Bars } from '../core/market.ts';
import { requirePeriod } from './period.ts';
import { columnFor, recur, type Span } from './stretch.ts';

/** What a true range is made of. */
type Ranges = Pick<Bars, 'high' | 'low' | 'close'>;

/**
 * True range: the span of the bar's high, its low and the close before it.
 *
 * @returns in the currency of the bars; NaN in the first bar, and where one of the three is missing
 * @see Wilder, New Concepts in Technical Trading Systems (1978), section III
 */
export function trueRange({ high, low, close }: Ranges): Float64Array {
  const range = new Float64Array(close.length).fill(NaN);
  for (let i = 1; i < close.length; i++) {
    range[i] = spanOf(high[i] ?? NaN, low[i] ?? NaN, close[i - 1] ?? NaN);
  }
  return range;
}

/**
 * Average True Range with Wilder's smoothing, seeded with the plain average of the true ranges of bars 1 to `period`.
 *
 * @param into a column of the same length to write to, not one of the bars'; a new one when left out
 * @returns in the currency of the bars; NaN in the first `period` bars. A bar without its high, low or close starts the
 *   warm-up anew.
 * @throws RangeError unless `period` is a whole number from 1
 * @see Wilder, New Concepts in Technical Trading Systems (1978), section III
 */
export function atr(bars: Ranges, period: number, into?: Float64Array): Float64Array {
  requirePeriod(period);
  const average = columnFor(bars.close, into);
  recur({
    columns: [bars.high, bars.low, bars.close],
    into: [average],
    count: period + 1,
    seed(at) {
      average[at] = seedOf(bars, at, period);
      // Of the first bar and the last, these are no part of a range.
      const first = at - period;
      const ends = (bars.high[first] ?? NaN) + (bars.low[first] ?? NaN) + (bars.close[at] ?? NaN);
      return average[at] + ends;
    },
    follow({ from, to }) {
      const at = followPairs(bars, average, { from, to, period });
      return followSingly(bars, average, { from: at, to, period });
    },
  });
  return average;
}

/** The ATR in percent of the close, comparable between tickers; NaN and errors as in `atr`, and where the close is 0. */
export function natr(bars: Ranges, period: number): Float64Array {
  return atr(bars, period).map((range, i) => {
    const close = bars.close[i] ?? NaN;
    return close === 0 ? NaN : (100 * range) / close;
  });
}

export type TrailingStop = {
  readonly stop: Float64Array;
  /** 1 while the stop lies below the price, 0 while it lies above, NaN in warm-up. */
  readonly isBullish: Float64Array;
};

type StopOptions = { readonly period: number; readonly multiple: number };

/**
 * ATR trailing stop: `multiple` ATRs from the close, or from the bar's high and low; it follows the price and never steps back
 * until a close reaches it, which turns it round. On its first bar it takes the side of the close against the close before.
 *
 * @returns the stop in the currency of the bars and its side; both NaN in the first `period` bars, and a gap starts anew
 * @throws RangeError unless `period` is a whole number from 1
 */
export function atrStop(
  bars: Ranges,
  options: StopOptions & { readonly from: 'close' | 'high-low' },
): TrailingStop {
  const { high, low, close } = bars;
  const isFromClose = options.from === 'close';
  return trail(bars, options, {
    above: isFromClose ? close : high,
    below: isFromClose ? close : low,
    isBullishAt: (i) => (close[i] ?? NaN) >= (close[i - 1] ?? NaN),
  });
}

/**
 * SuperTrend: as `atrStop`, but `multiple` ATRs from the middle of the bar; on its first bar it takes the side of the close
 * against that middle. NaN and errors as in `atrStop`.
 */
export function superTrend(bars: Ranges, options: StopOptions): TrailingStop {
  const { high, low, close } = bars;
  const middle = high.map((top, i) => (top + (low[i] ?? NaN)) / 2);
  return trail(bars, options, {
    above: middle,
    below: middle,
    isBullishAt: (i) => (close[i] ?? NaN) >= (middle[i] ?? NaN),
  });
}

type Trail = {
  /** What the upper and the lower stop are measured from. */
  readonly above: Float64Array;
  readonly below: Float64Array;
  isBullishAt(first: number): boolean;
};

function trail(
  bars: Ranges,
  { period, multiple }: StopOptions,
  { above, below, isBullishAt }: Trail,
): TrailingStop {
  const { close } = bars;
  const range = atr(bars, period);
  const stop = new Float64Array(close.length).fill(NaN);
  const side = new Float64Array(close.length).fill(NaN);
  let [upper, lower, isBullish] = [NaN, NaN, false];
  for (let i = period; i < close.length; i++) {
    const reach = multiple * (range[i] ?? NaN);
    if (Number.isNaN(reach)) continue;
    const isFirst = Number.isNaN(range[i - 1] ?? NaN);
    const before = close[i - 1] ?? NaN;
    const high = (above[i] ?? NaN) + reach;
    const low = (below[i] ?? NaN) - reach;
    if (isFirst || high < upper || before > upper) upper = high;
    if (isFirst || low > lower || before < lower) lower = low;
    if (isFirst) isBullish = isBullishAt(i);
    isBullish = (close[i] ?? NaN) > (isBullish ? lower : upper);
    stop[i] = isBullish ? lower : upper;
    side[i] = isBullish ? 1 : 0;
  }
  return { stop, isBullish: side };
}

function seedOf({ high, low, close }: Ranges, at: number, period: number): number {
  let sum = 0;
  for (let i = at - period + 1; i <= at; i++) {
    sum += spanOf(high[i] ?? NaN, low[i] ?? NaN, close[i - 1] ?? NaN);
  }
  return sum / period;
}

type Step = Span & { readonly period: number };

/** Two bars a turn, as in the averages. Leaves a last single bar, and everything from a pair on that holds a gap. */
function followPairs(
  { high, low, close }: Ranges,
  average: Float64Array,
  { from, to, period }: Step,
): number {
  const weight = 1 / period;
  const keep = 1 - weight;
  const keepTwo = keep * keep;
  const weightBefore = keep * weight;
  let now = average[from - 1] ?? NaN;
  let last = close[from - 1] ?? NaN;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const middle = close[i] ?? NaN;
    const newest = close[i + 1] ?? NaN;
    const one = spanOf(high[i] ?? NaN, low[i] ?? NaN, last);
    const two = spanOf(high[i + 1] ?? NaN, low[i + 1] ?? NaN, middle);
    const next = keepTwo * now + (weightBefore * one + weight * two);
    // The newest close is no part of its own bar's range, but has to be there.
    const both = next + newest;
    if (both - both !== 0) break;
    average[i] = keep * now + weight * one;
    average[i + 1] = next;
    now = next;
    last = newest;
  }
  return i;
}

function followSingly(
  { high, low, close }: Ranges,
  average: Float64Array,
  { from, to, period }: Step,
): number {
  const weight = 1 / period;
  const keep = 1 - weight;
  let now = average[from - 1] ?? NaN;
  for (let i = from; i < to; i++) {
    now = keep * now + weight * spanOf(high[i] ?? NaN, low[i] ?? NaN, close[i - 1] ?? NaN);
    if (!Number.isFinite(now + (close[i] ?? NaN))) return i;
    average[i] = now;
  }
  return to;
}

/** Of three points on a line the three distances add up to twice the span: no branch on which of them is the largest. */
function spanOf(high: number, low: number, before: number): number {
  return (Math.abs(high - low) + Math.abs(high - before) + Math.abs(before - low)) / 2;
}
