import { sumUpTo } from './average.ts';
import { requirePeriods } from './period.ts';
import { columnFor, endOfWarmUp } from './stretch.ts';

type Periods = { readonly fast: number; readonly slow: number; readonly signal: number };

export type Macd = {
  readonly line: Float64Array;
  readonly signal: Float64Array;
  readonly histogram: Float64Array;
};

/**
 * Moving Average Convergence/Divergence: fast EMA less slow EMA, the EMA of that, and the distance of the two. Each average
 * is seeded with the simple average of its own first window (some libraries seed the fast one late, on the slow one's last
 * bars, and differ for a hundred bars).
 *
 * @param close closing prices, oldest first
 * @param into three columns of the same length to write to, none of them `close`; new ones when left out
 * @returns in the currency of `close`. `line` is NaN in the first `slow - 1` bars (`fast - 1` should that be longer),
 *   `signal` and `histogram` for another `signal - 1`. A gap starts all three anew.
 * @throws RangeError unless all periods are whole numbers from 1
 * @see Appel, Technical Analysis: Power Tools for Active Investors (2005)
 */
export function macd(close: Float64Array, periods: Periods, into?: Macd): Macd {
  requirePeriods(periods);
  const result = {
    line: columnFor(close, into?.line),
    signal: columnFor(close, into?.signal),
    histogram: columnFor(close, into?.histogram),
  };
  for (let from = 0; from < close.length;) from = macdFrom(close, result, { from, periods });
  return result;
}

function macdFrom(
  close: Float64Array,
  { line, signal, histogram }: Macd,
  { from, periods }: { readonly from: number; readonly periods: Periods },
): number {
  const { length } = close;
  const count = Math.max(periods.fast, periods.slow);
  const first = endOfWarmUp([close], [line, signal, histogram], { from, count });
  if (first === length) return length;
  const begin = first - count + 1;
  let fast = emaAt(close, { from: begin, period: periods.fast, at: first });
  let slow = emaAt(close, { from: begin, period: periods.slow, at: first });
  const fastWeight = 2 / (periods.fast + 1);
  const slowWeight = 2 / (periods.slow + 1);
  const weight = 2 / (periods.signal + 1);
  const seed = first + periods.signal - 1;
  let average = 0;
  for (let i = first; i < length; i++) {
    if (i > first) {
      const price = close[i] ?? NaN;
      fast = (1 - fastWeight) * fast + fastWeight * price;
      slow = (1 - slowWeight) * slow + slowWeight * price;
    }
    const now = fast - slow;
    line[i] = now;
    if (now - now !== 0) {
      line[i] = NaN;
      signal[i] = NaN;
      histogram[i] = NaN;
      return i + 1;
    }
    if (i > seed) average = (1 - weight) * average + weight * now;
    else if (i === seed) average = sumUpTo(line, seed, periods.signal) / periods.signal;
    signal[i] = i < seed ? NaN : average;
    histogram[i] = i < seed ? NaN : now - average;
  }
  return length;
}

type At = { readonly from: number; readonly period: number; readonly at: number };

/** The EMA at one bar, seeded with the `period` values that begin at `from`. */
function emaAt(values: Float64Array, { from, period, at }: At): number {
  const seed = from + period - 1;
  const weight = 2 / (period + 1);
  let average = sumUpTo(values, seed, period) / period;
  for (let i = seed + 1; i <= at; i++) {
    average = (1 - weight) * average + weight * (values[i] ?? NaN);
  }
  return average;
}
