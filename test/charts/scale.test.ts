import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grouped, reading } from '../../src/charts/numbers.ts';
import { priceScale } from '../../src/charts/price-scale.ts';
import { rowOf, scaleFor, spanOf, valueTicks } from '../../src/charts/scale.ts';

const ROWS = { top: 50, bottom: 350 };

test('the greatest value stands on the top row and the least on the bottom row', () => {
  const at = { ...ROWS, low: 100, high: 200 };
  expect([rowOf(at, 200), rowOf(at, 100), rowOf(at, 150)]).toEqual([50, 350, 200]);
});

test('a margin in pixels is kept above and below', () => {
  const at = scaleFor({ low: 100, high: 200 }, ROWS, 30);
  expect(rowOf(at, 200)).toBeCloseTo(80);
  expect(rowOf(at, 100)).toBeCloseTo(320);
});

test.each([150, 0.000012, 123_456.78, -3])('a single value of %d stands in the middle', (value) => {
  const at = scaleFor({ low: value, high: value }, ROWS, 8);
  expect(rowOf(at, value)).toBeCloseTo(200);
});

test('prices just above zero get no axis below it, negative ones do', () => {
  expect(scaleFor({ low: 0.01, high: 10 }, ROWS, 30).low).toBe(0);
  expect(scaleFor({ low: -0.01, high: 10 }, ROWS, 30).low).toBeLessThan(-0.01);
});

test('gaps have no part in a span, and gaps alone have none', () => {
  expect(spanOf([Float64Array.of(NaN, 3, Infinity), Float64Array.of(1, NaN)])).toEqual({
    low: 1,
    high: 3,
  });
  expect(spanOf([Float64Array.of(NaN)])).toBeUndefined();
});

describe('the values on an axis', () => {
  const labels = (low: number, high: number) =>
    valueTicks({ ...ROWS, low, high }, 60).map(({ label }) => label);

  test.each([
    [120, 180, ['120', '140', '160', '180']],
    [149.2, 151.1, ['149.50', '150.00', '150.50', '151.00']],
    [118_000, 126_000, ['118,000', '120,000', '122,000', '124,000', '126,000']],
    [0.0000112, 0.0000128, ['0.0000115', '0.0000120', '0.0000125']],
    [-1, 1, ['−1.00', '−0.50', '0.00', '0.50', '1.00']],
  ])('from %d to %d are %j', (low, high, shown) => {
    expect(labels(low, high)).toEqual(shown);
  });

  test('are never crowded, whatever the span', () => {
    const low = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const size = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(low, size, (low, size) => {
        const at = { ...ROWS, low, high: low + size };
        const rows = valueTicks(at, 34).map(({ value }) => rowOf(at, value));
        rows.slice(1).forEach((row, n) => {
          expect((rows[n] ?? NaN) - row).toBeGreaterThan(33.9);
        });
      }),
    );
  });
});

describe('the scale of the price', () => {
  const bars = { low: Float64Array.of(100, 104), high: Float64Array.of(106, 110) };
  const span = (overlays: readonly number[], levels: readonly number[]) => {
    const over = overlays.map((value) => Float64Array.of(value));
    const { low, high } = priceScale({ ...bars, overlays: over, levels }, ROWS, 0);
    return [low, high];
  };

  test('is that of the bars alone when nothing lies outside', () => {
    expect(span([105], [101, 109])).toEqual([100, 110]);
  });

  test('takes in levels as far as half the height of the bars away, and no further ones', () => {
    expect(span([], [95, 115])).toEqual([95, 115]);
    expect(span([], [94.9, 115.1])).toEqual([100, 110]);
  });

  test('goes towards a far overlay, but not all the way', () => {
    expect(span([50], [])).toEqual([95, 110]);
  });
});

test.each([
  [1234567.891, 2, '1,234,567.89'],
  [999.999, 0, '1,000'],
  [-1234.5, 1, '−1,234.5'],
  [-0.001, 2, '0.00'],
])('%d with %d decimals is written %s', (value, decimals, text) => {
  expect(grouped(value, decimals)).toBe(text);
});

test.each([
  [43.21, '43.2'],
  [-0.00341, '−0.00341'],
  [1.254, '1.25'],
  [12_400_000, '12.4M'],
  [-2.04e9, '−2.0B'],
  [3.1e12, '3.1T'],
  [4_321.9, '4,322'],
  [0, '0'],
  [1e-30, '0.000000000'],
])('the reading %d is written %s', (value, text) => {
  expect(reading(value)).toBe(text);
});
