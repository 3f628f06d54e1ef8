import { requirePeriod } from './period.ts';
import { columnFor, eachStretch, FADED, recur, type Span } from './stretch.ts';

/** Smoothed moves that have faded to less than this are none: a price at rest for thousands of bars has no strength left. */
export const AT_REST = 1e-200;

/**
 * Simple moving average: the mean of the last `period` values.
 *
 * @param values oldest first, in any unit
 * @param into a column of the same length to write to, other than `values`; a new one when left out
 * @returns in the unit of `values`; NaN in the first `period - 1` bars and in every window that holds a gap
 * @throws RangeError unless `period` is a whole number from 1
 */
export function sma(values: Float64Array, period: number, into?: Float64Array): Float64Array {
  requirePeriod(period);
  const average = columnFor(values, into);
  let sum = NaN;
  const sumAt = (at: number): number => {
    sum = sumUpTo(values, at, period);
    average[at] = sum / period;
    return sum;
  };
  recur({
    columns: [values],
    into: [average],
    count: period,
    seed: sumAt,
    follow({ from, to }) {
      for (let at = from; at < to; at++) {
        at = slide(values, average, { from: at, to, period, sum });
        // Where it stopped is a gap, or the digits have faded.
        if (at < to && !Number.isFinite(sumAt(at))) return at;
      }
      if (to < values.length) sum = sumUpTo(values, to - 1, period);
      return to;
    },
  });
  return average;
}

/**
 * Exponential moving average, weight 2 / (period + 1), seeded with the simple average of the first `period` values.
 *
 * @param values oldest first, in any unit
 * @param into a column of the same length to write to, other than `values`; a new one when left out
 * @returns in the unit of `values`; NaN in the first `period - 1` bars, and a gap seeds it anew
 * @throws RangeError unless `period` is a whole number from 1
 */
export function ema(values: Float64Array, period: number, into?: Float64Array): Float64Array {
  requirePeriod(period);
  return smooth(values, { period, weight: 2 / (period + 1) }, into);
}

/**
 * Wilder's smoothing: weight 1 / period, seeded with the simple average of the first `period` values.
 *
 * @param values oldest first, in any unit
 * @returns in the unit of `values`; NaN in the first `period - 1` bars, and a gap seeds it anew
 * @throws RangeError unless `period` is a whole number from 1
 * @see Wilder, New Concepts in Technical Trading Systems (1978)
 */
export function wilder(values: Float64Array, period: number, into?: Float64Array): Float64Array {
  requirePeriod(period);
  return smooth(values, { period, weight: 1 / period }, into);
}

/**
 * Linearly weighted moving average: the newest value counts `period` times, the oldest of the window once.
 *
 * @param values oldest first, in any unit
 * @returns in the unit of `values`; NaN in the first `period - 1` bars and in every window that holds a gap
 * @throws RangeError unless `period` is a whole number from 1
 */
export function wma(values: Float64Array, period: number): Float64Array {
  requirePeriod(period);
  const average = new Float64Array(values.length).fill(NaN);
  const weights = (period * (period + 1)) / 2;
  eachStretch([values], (from, to) => {
    for (let i = from + period - 1; i < to; i++) {
      let sum = 0;
      for (let age = 0; age < period; age++) sum += (period - age) * (values[i - age] ?? NaN);
      average[i] = sum / weights;
    }
  });
  return average;
}

/** The sum of `count` values, the last of them at `last`. */
export function sumUpTo(values: Float64Array, last: number, count: number): number {
  let sum = 0;
  for (let i = last - count + 1; i <= last; i++) sum += values[i] ?? NaN;
  return sum;
}

/** Returns the first bar whose sum cannot be told from the one before, else the end of the span. */
function slide(
  values: Float64Array,
  average: Float64Array,
  { from, to, period, sum }: Span & { readonly period: number; readonly sum: number },
): number {
  let now = sum;
  for (let i = from; i < to; i++) {
    const gone = values[i - period] ?? NaN;
    now += (values[i] ?? NaN) - gone;
    if (now - now !== 0 || Math.abs(now) < FADED * Math.abs(gone)) return i;
    average[i] = now / period;
  }
  return to;
}

type Smoothing = { readonly period: number; readonly weight: number };

function smooth(
  values: Float64Array,
  { period, weight }: Smoothing,
  into: Float64Array | undefined,
): Float64Array {
  const average = columnFor(values, into);
  recur({
    columns: [values],
    into: [average],
    count: period,
    seed: (at) => (average[at] = sumUpTo(values, at, period) / period),
    follow({ from, to }) {
      const at = followPairs(values, average, { from, to, weight });
      return followSingly(values, average, { from: at, to, weight });
    },
  });
  return average;
}

type Step = Span & { readonly weight: number };

/**
 * Two bars a turn: each step waits for the one before it, and the second of a pair can be told from the value before the pair
 * just as well, which halves the waiting. Leaves a last single bar, and everything from a pair on that holds a gap.
 */
function followPairs(
  values: Float64Array,
  average: Float64Array,
  { from, to, weight }: Step,
): number {
  const keep = 1 - weight;
  const keepTwo = keep * keep;
  const weightBefore = keep * weight;
  let now = average[from - 1] ?? NaN;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const one = values[i] ?? NaN;
    const two = values[i + 1] ?? NaN;
    const next = keepTwo * now + (weightBefore * one + weight * two);
    if (next - next !== 0) break;
    average[i] = keep * now + weight * one;
    average[i + 1] = next;
    now = next;
  }
  return i;
}

function followSingly(
  values: Float64Array,
  average: Float64Array,
  { from, to, weight }: Step,
): number {
  const keep = 1 - weight;
  let now = average[from - 1] ?? NaN;
  for (let i = from; i < to; i++) {
    now = keep * now + weight * (values[i] ?? NaN);
    if (now - now !== 0) return i;
    average[i] = now;
  }
  return to;
}
