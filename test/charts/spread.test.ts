import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from '../../src/charts/spread.ts';

const ROWS = { top: 0, bottom: 300 };

test('what is far enough apart stays where it is', () => {
  expect(spread([200, 40, 100], 20, ROWS)).toEqual([200, 40, 100]);
});

test('two on one row part evenly, the first upwards', () => {
  expect(spread([100, 100], 20, ROWS)).toEqual([90, 110]);
});

test('a crowd at the edge moves inwards', () => {
  expect(spread([0, 0, 1], 20, ROWS)).toEqual([10, 30, 50]);
  expect(spread([300, 300], 20, ROWS)).toEqual([270, 290]);
});

test('whatever is wanted, as many as have room are a gap apart, inside, and in order', () => {
  const wanted = fc.array(fc.double({ min: -500, max: 900, noNaN: true }), { maxLength: 15 });
  fc.assert(
    fc.property(wanted, (rows) => {
      const placed = spread(rows, 20, ROWS);
      const order = rows.map((row, n) => [row, placed[n] ?? NaN] as const);
      const sorted = order.sort(([a, x], [b, y]) => a - b || x - y).map(([, row]) => row);
      sorted.forEach((row, n) => {
        expect(row).toBeGreaterThanOrEqual(10 - 1e-9);
        expect(row).toBeLessThanOrEqual(290 + 1e-9);
        if (n > 0) expect(row - (sorted[n - 1] ?? NaN)).toBeGreaterThanOrEqual(20 - 1e-9);
      });
    }),
  );
});

test('nobody moves who has a gap to both neighbours and the edges', () => {
  const placed = spread([50, 55, 200], 20, ROWS);
  expect(placed).toEqual([42.5, 62.5, 200]);
});
