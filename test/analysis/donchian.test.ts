import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { donchian } from '../../src/analysis/donchian.ts';
import { highest, lowest } from '../../src/analysis/extremes.ts';
import { barsOf } from '../support/bars.ts';
import { windowed } from '../support/textbook.ts';

test('a channel is that of the bars before, so that a bar can leave it', () => {
  const bars = barsOf([
    { at: 0, high: 5, low: 1 },
    { at: 1, high: 4, low: 2 },
    { at: 2, high: 9, low: 3 },
    { at: 3, high: 3, low: 0 },
  ]);
  const { upper, lower } = donchian(bars, 2);
  expect([...upper]).toEqual([NaN, NaN, 5, 9]);
  expect([...lower]).toEqual([NaN, NaN, 1, 2]);
});

test('the furthest of a window, however it moves', () => {
  const cells = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(NaN)), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(cells, fc.integer({ min: 1, max: 90 }), (list, period) => {
      const values = Float64Array.from(list);
      // Math.max makes NaN of a window that holds one.
      expect([...highest(values, period)]).toEqual(windowed(values, period, (w) => Math.max(...w)));
      expect([...lowest(values, period)]).toEqual(windowed(values, period, (w) => Math.min(...w)));
    }),
  );
});
