import { requirePeriod } from './period.ts';
import { columnFor, recur, type Recurrence, type Span } from './stretch.ts';

/** The part of its own peak below which the sum of squares has lost too many digits and is summed from scratch. */
const WORN = 1e-5;

export type Spread = { readonly mean: Float64Array; readonly deviation: Float64Array };

type Options = {
  readonly period: number;
  /** `population` divides by the number of values, `sample` by one less. */
  readonly of: 'population' | 'sample';
};

/**
 * Mean and standard deviation of the last `period` values.
 *
 * @param values oldest first
 * @param into two columns of the same length to write to, neither of them `values`; new ones when left out
 * @returns in the unit of `values`; NaN in the first `period - 1` bars and in every window that holds a gap. The deviation of
 *   equal values is exactly 0; that of a single one, taken as a sample, NaN.
 * @throws RangeError unless `period` is a whole number from 1
 * @see Welford, Note on a method for calculating corrected sums of squares (1962)
 */
export function spread(values: Float64Array, options: Options, into?: Spread): Spread {
  requirePeriod(options.period);
  const result = {
    mean: columnFor(values, into?.mean),
    deviation: columnFor(values, into?.deviation),
  };
  recur(spreading(values, options, result));
  return result;
}

/** How mean and deviation follow from bar to bar, for kernels that make more of them while they are at hand. */
export function spreading(values: Float64Array, options: Options, into: Spread): Recurrence {
  const { mean, deviation } = into;
  const { period } = options;
  const portion = 1 / (options.of === 'sample' ? period - 1 : period);
  let moments: Moments = { average: NaN, squares: NaN };
  const momentsAt = (at: number): number => {
    moments = momentsOf(values, at, period);
    mean[at] = moments.average;
    deviation[at] = Math.sqrt(moments.squares * portion);
    return moments.squares;
  };
  return {
    columns: [values],
    into: [mean, deviation],
    count: period,
    seed: momentsAt,
    follow({ from, to }) {
      for (let at = from; at < to; at++) {
        at = slide(values, into, { from: at, to, period, portion, moments });
        // Where it stopped is a gap, or the digits are worn.
        if (at < to && !Number.isFinite(momentsAt(at))) return at;
      }
      moments = momentsOf(values, to - 1, period);
      return to;
    },
  };
}

type Moments = { readonly average: number; readonly squares: number };

type Step = Span & {
  readonly period: number;
  readonly portion: number;
  readonly moments: Moments;
};

/** Returns the first bar that cannot be told from the one before, else the end of the span. */
function slide(
  values: Float64Array,
  { mean, deviation }: Spread,
  { from, to, period, portion, moments }: Step,
): number {
  const share = 1 / period;
  let { average, squares } = moments;
  let peak = squares;
  for (let i = from; i < to; i++) {
    const gone = values[i - period] ?? NaN;
    const come = values[i] ?? NaN;
    const before = average;
    average += (come - gone) * share;
    squares += (come - gone) * (come - average + (gone - before));
    if (squares - squares !== 0 || squares < WORN * peak) return i;
    if (squares > peak) peak = squares;
    mean[i] = average;
    deviation[i] = Math.sqrt(squares * portion);
  }
  return to;
}

/** From scratch. Measured from a value of the window, so that equal values differ by exactly nothing. */
function momentsOf(values: Float64Array, last: number, period: number): Moments {
  const origin = values[last] ?? NaN;
  let sum = 0;
  for (let i = last - period + 1; i <= last; i++) sum += (values[i] ?? NaN) - origin;
  const offset = sum / period;
  let squares = 0;
  for (let i = last - period + 1; i <= last; i++) {
    squares += ((values[i] ?? NaN) - origin - offset) ** 2;
  }
  return { average: origin + offset, squares };
}
