import { sumUpTo } from './average.ts';
import { requirePeriods } from './period.ts';
import { columnFor, recur, type Span } from './stretch.ts';

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
  writeLine(close, result.line, periods);
  writeSignal(result, periods.signal);
  return result;
}

type Pair = { fast: number; slow: number };

function writeLine(close: Float64Array, line: Float64Array, periods: Periods): void {
  const count = Math.max(periods.fast, periods.slow);
  let pair: Pair = { fast: NaN, slow: NaN };
  recur({
    columns: [close],
    into: [line],
    count,
    seed(at) {
      const from = at - count + 1;
      pair = {
        fast: emaAt(close, { from, at, period: periods.fast }),
        slow: emaAt(close, { from, at, period: periods.slow }),
      };
      line[at] = pair.fast - pair.slow;
    },
    follow: ({ from, to }) => followLine(close, line, { from, to, periods, pair }),
  });
}

function followLine(
  close: Float64Array,
  line: Float64Array,
  { from, to, periods, pair }: Span & { readonly periods: Periods; readonly pair: Pair },
): number {
  const fastWeight = 2 / (periods.fast + 1);
  const slowWeight = 2 / (periods.slow + 1);
  const keepFast = 1 - fastWeight;
  const keepSlow = 1 - slowWeight;
  let { fast, slow } = pair;
  for (let i = from; i < to; i++) {
    const price = close[i] ?? NaN;
    fast = keepFast * fast + fastWeight * price;
    slow = keepSlow * slow + slowWeight * price;
    const now = fast - slow;
    if (now - now !== 0) return i;
    line[i] = now;
  }
  pair.fast = fast;
  pair.slow = slow;
  return to;
}

/** The EMA of the line, whose warm-up is a gap like another, and the distance in the same turn. */
function writeSignal({ line, signal, histogram }: Macd, period: number): void {
  const weight = 2 / (period + 1);
  recur({
    columns: [line],
    into: [signal, histogram],
    count: period,
    seed(at) {
      const average = sumUpTo(line, at, period) / period;
      signal[at] = average;
      histogram[at] = (line[at] ?? NaN) - average;
    },
    follow: ({ from, to }) => followSignal({ line, signal, histogram }, { from, to, weight }),
  });
}

function followSignal(
  { line, signal, histogram }: Macd,
  { from, to, weight }: Span & { readonly weight: number },
): number {
  const keep = 1 - weight;
  let average = signal[from - 1] ?? NaN;
  for (let i = from; i < to; i++) {
    const now = line[i] ?? NaN;
    average = keep * average + weight * now;
    if (average - average !== 0) return i;
    signal[i] = average;
    histogram[i] = now - average;
  }
  return to;
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
