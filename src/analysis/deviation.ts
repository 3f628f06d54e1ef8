import { requirePeriod } from './period.ts';
import { columnFor, recur, type Span } from './stretch.ts';

/**
 * A sum of squares that is this part of all that has been added to it and taken away, or less, is summed from scratch: each of
 * those left an error in its sixteenth digit.
 */
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
  const { mean, deviation } = result;
  const divisor = options.of === 'sample' ? options.period - 1 : options.period;
  // The lower band is written first, and what is written over it is the deviation.
  const lines = { middle: mean, upper: deviation, lower: deviation };
  drawBands(values, { period: options.period, divisor, reach: 1, lift: 0 }, lines);
  return result;
}

export type Bands = {
  readonly upper: Float64Array;
  readonly middle: Float64Array;
  readonly lower: Float64Array;
};

type Shape = {
  readonly period: number;
  /** What the sum of squared deviations is divided by. */
  readonly divisor: number;
  /** How many deviations away the bands lie. */
  readonly reach: number;
  /** Whether the upper band begins at the mean, or at 0. */
  readonly lift: 0 | 1;
};

/** Writes the mean and the bands around it: `reach` deviations below the mean, and as many above `lift` times the mean. */
export function drawBands(values: Float64Array, shape: Shape, into: Bands): void {
  const { upper, middle, lower } = into;
  const { period } = shape;
  let moments: Moments = { average: NaN, squares: NaN };
  const drawAt = (at: number): number => {
    moments = momentsOf(values, at, period);
    const reach = shape.reach * Math.sqrt(moments.squares / shape.divisor);
    middle[at] = moments.average;
    lower[at] = moments.average - reach;
    upper[at] = shape.lift * moments.average + reach;
    return moments.squares;
  };
  recur({
    columns: [values],
    into: [middle, lower, upper],
    count: period,
    seed: drawAt,
    follow({ from, to }) {
      for (let at = from; at < to; at++) {
        at = slide(values, into, { ...shape, from: at, to, moments });
        // Where it stopped is a gap, or the digits are worn.
        if (at < to && !Number.isFinite(drawAt(at))) return at;
      }
      if (to < values.length) moments = momentsOf(values, to - 1, period);
      return to;
    },
  });
}

type Moments = { readonly average: number; readonly squares: number };

type Step = Shape & Span & { readonly moments: Moments };

/** Returns the first bar that cannot be told from the one before, else the end of the span. */
function slide(
  values: Float64Array,
  { upper, middle, lower }: Bands,
  { from, to, period, divisor, reach, lift, moments }: Step,
): number {
  const share = 1 / period;
  const portion = (reach * reach) / divisor;
  let { average, squares } = moments;
  let handled = 0;
  for (let i = from; i < to; i++) {
    const gone = values[i - period] ?? NaN;
    const come = values[i] ?? NaN;
    const before = average;
    average += (come - gone) * share;
    const more = (come - gone) * (come - average + (gone - before));
    squares += more;
    handled += Math.abs(more);
    // Not so either where it is not a number.
    if (!(squares >= WORN * handled)) return i;
    const away = Math.sqrt(squares * portion);
    middle[i] = average;
    lower[i] = average - away;
    upper[i] = lift * average + away;
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
