import { requirePeriods } from './period.ts';
import { columnFor, recur, type Span } from './stretch.ts';

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
  requirePeriods({ period: options.period });
  const result = {
    mean: columnFor(values, into?.mean),
    deviation: columnFor(values, into?.deviation),
  };
  recur({
    columns: [values],
    into: [result.mean, result.deviation],
    count: options.period,
    seed: (at) => writeSeed(values, result, { at, options }),
    follow: ({ from, to }) => follow(values, result, { from, to, options }),
  });
  return result;
}

function writeSeed(
  values: Float64Array,
  { mean, deviation }: Spread,
  { at, options }: { readonly at: number; readonly options: Options },
): void {
  const { average, squares } = spreadAt(values, at, options.period);
  mean[at] = average;
  deviation[at] = Math.sqrt(squares * shareOf(options));
}

function follow(
  values: Float64Array,
  { mean, deviation }: Spread,
  { from, to, options }: Span & { readonly options: Options },
): number {
  const { period } = options;
  const share = 1 / period;
  const portion = shareOf(options);
  let { average, squares } = spreadAt(values, from - 1, period);
  let peak = squares;
  for (let i = from; i < to; i++) {
    const gone = values[i - period] ?? NaN;
    const come = values[i] ?? NaN;
    const before = average;
    average += (come - gone) * share;
    squares += (come - gone) * (come - average + (gone - before));
    if (squares - squares !== 0) return i;
    if (squares > peak) peak = squares;
    if (squares < WORN * peak) {
      ({ average, squares } = spreadAt(values, i, period));
      peak = squares;
    }
    mean[i] = average;
    deviation[i] = Math.sqrt(squares * portion);
  }
  return to;
}

/** What the sum of squares is multiplied by; infinite for a sample of one, whose 0 becomes NaN. */
function shareOf({ of, period }: Options): number {
  return 1 / (of === 'sample' ? period - 1 : period);
}

/** From scratch. Measured from a value of the window, so that equal values differ by exactly nothing. */
function spreadAt(values: Float64Array, last: number, period: number) {
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
