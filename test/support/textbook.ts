import type { Bars } from '../../src/core/market.ts';

/**
 * The formulas as a textbook prints them: every window anew, nothing remembered but what the formula remembers, no thought of
 * speed or gaps. What the kernels are held to.
 */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviation(values: readonly number[], lessThanCount: 0 | 1): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - lessThanCount));
}

/** `make` of the last `count` values, where there are so many. */
export function windowed(
  values: Float64Array,
  count: number,
  make: (window: readonly number[]) => number,
): readonly number[] {
  return Array.from(values, (_, i) =>
    i + 1 < count ? NaN : make(Array.from(values.slice(i + 1 - count, i + 1))),
  );
}

/** Seeded with the mean of the first `period` values from `start` on. */
export function smoothed(
  values: readonly number[],
  { period, weight, start = 0 }: { period: number; weight: number; start?: number },
): readonly number[] {
  const seedAt = start + period - 1;
  const found: number[] = [];
  values.forEach((value, i) => {
    if (i < seedAt) found.push(NaN);
    else if (i === seedAt) found.push(mean(values.slice(start, i + 1)));
    else found.push((found[i - 1] ?? NaN) + weight * (value - (found[i - 1] ?? NaN)));
  });
  return found;
}

export function emaOf(values: readonly number[], period: number, start = 0): readonly number[] {
  return smoothed(values, { period, weight: 2 / (period + 1), start });
}

export function wilderOf(values: readonly number[], period: number, start = 0): readonly number[] {
  return smoothed(values, { period, weight: 1 / period, start });
}

export function changes(values: Float64Array): readonly number[] {
  return Array.from(values, (value, i) => value - (values[i - 1] ?? NaN));
}

export function trueRanges({ high, low, close }: Bars): readonly number[] {
  return Array.from(close, (_, i) => {
    const before = close[i - 1] ?? NaN;
    const [top, bottom] = [high[i] ?? NaN, low[i] ?? NaN];
    return Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before));
  });
}
