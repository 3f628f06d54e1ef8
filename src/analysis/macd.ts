import { sumUpTo } from './average.ts';
import { requirePeriod } from './period.ts';
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
  requirePeriod(periods.fast, 'fast');
  requirePeriod(periods.slow, 'slow');
  requirePeriod(periods.signal, 'signal');
  const result = {
    line: columnFor(close, into?.line),
    signal: columnFor(close, into?.signal),
    histogram: columnFor(close, into?.histogram),
  };
  const count = Math.max(periods.fast, periods.slow);
  const state: State = { fast: NaN, slow: NaN };
  // The bar on which the signal has its first window of the line.
  let signalAt = NaN;
  recur({
    columns: [close],
    into: [result.line, result.signal, result.histogram],
    count,
    seed(at) {
      const from = at - count + 1;
      state.fast = emaAt(close, { from, at, period: periods.fast });
      state.slow = emaAt(close, { from, at, period: periods.slow });
      signalAt = at + periods.signal - 1;
      result.line[at] = state.fast - state.slow;
      seedSignal(result, { at, signalAt, period: periods.signal });
      return state.fast + state.slow;
    },
    follow({ from, to }) {
      const early = Math.max(from, Math.min(signalAt + 1, to));
      const at = followLine(close, result, { from, to: early, periods, state });
      if (at > from) seedSignal(result, { at: at - 1, signalAt, period: periods.signal });
      return at < early ? at : followAll(close, result, { from: early, to, periods, state });
    },
  });
  return result;
}

type State = { fast: number; slow: number };

type Step = Span & { readonly periods: Periods; readonly state: State };

type Seed = { readonly at: number; readonly signalAt: number; readonly period: number };

/** NaN before the bar `signalAt`, on it the mean of the line. */
function seedSignal({ line, signal, histogram }: Macd, { at, signalAt, period }: Seed): void {
  const average = at < signalAt ? NaN : sumUpTo(line, at, period) / period;
  signal[at] = average;
  histogram[at] = (line[at] ?? NaN) - average;
}

/** The line alone, while there is too little of it for the signal. */
function followLine(
  close: Float64Array,
  { line, signal, histogram }: Macd,
  { from, to, periods, state }: Step,
): number {
  const fastWeight = 2 / (periods.fast + 1);
  const slowWeight = 2 / (periods.slow + 1);
  const keepFast = 1 - fastWeight;
  const keepSlow = 1 - slowWeight;
  let { fast, slow } = state;
  let i = from;
  for (; i < to; i++) {
    const price = close[i] ?? NaN;
    fast = keepFast * fast + fastWeight * price;
    slow = keepSlow * slow + slowWeight * price;
    const now = fast - slow;
    if (now - now !== 0) break;
    line[i] = now;
    signal[i] = NaN;
    histogram[i] = NaN;
  }
  state.fast = fast;
  state.slow = slow;
  return i;
}

function followAll(
  close: Float64Array,
  { line, signal, histogram }: Macd,
  { from, to, periods, state }: Step,
): number {
  const fastWeight = 2 / (periods.fast + 1);
  const slowWeight = 2 / (periods.slow + 1);
  const weight = 2 / (periods.signal + 1);
  const keepFast = 1 - fastWeight;
  const keepSlow = 1 - slowWeight;
  const keep = 1 - weight;
  let { fast, slow } = state;
  let average = signal[from - 1] ?? NaN;
  for (let i = from; i < to; i++) {
    const price = close[i] ?? NaN;
    fast = keepFast * fast + fastWeight * price;
    slow = keepSlow * slow + slowWeight * price;
    const now = fast - slow;
    if (now - now !== 0) return i;
    average = keep * average + weight * now;
    line[i] = now;
    signal[i] = average;
    histogram[i] = now - average;
  }
  state.fast = fast;
  state.slow = slow;
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
