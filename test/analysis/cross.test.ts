import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { crossesAbove, crossesBelow } from '../../src/analysis/cross.ts';

const LEVEL = new Float64Array(5).fill(2);

test('a crossing may start on the level, and is on the bar that leaves it', () => {
  expect(crossesAbove(Float64Array.of(1, 3, 2, 2, 3), LEVEL)).toEqual(Uint8Array.of(0, 1, 0, 0, 1));
  expect(crossesBelow(Float64Array.of(3, 1, 2, 2, 1), LEVEL)).toEqual(Uint8Array.of(0, 1, 0, 0, 1));
});

test('touching is not crossing, and neither is beginning beyond', () => {
  expect(crossesAbove(Float64Array.of(3, 3, 2, 1, 2), LEVEL)).toEqual(new Uint8Array(5));
  expect(crossesBelow(Float64Array.of(1, 1, 2, 3, 2), LEVEL)).toEqual(new Uint8Array(5));
});

test('what is missing hides a crossing rather than making one', () => {
  const jump = Float64Array.of(1, NaN, 3, 1, 3);
  expect(crossesAbove(jump, LEVEL)).toEqual(Uint8Array.of(0, 0, 0, 0, 1));
});

test('no change of sides goes unseen, and no bar crosses both ways', () => {
  const cells = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 });
  fc.assert(
    fc.property(cells, (list) => {
      const values = Float64Array.from(list);
      const zero = new Float64Array(values.length);
      const up = crossesAbove(values, zero);
      const down = crossesBelow(values, zero);
      const turns = Array.from(values, (_, i) => (up[i] ?? 0) - (down[i] ?? 0)).filter(Boolean);
      // From the level itself a price may leave on the side that it came from.
      const sides = list.filter(Boolean);
      const swaps = sides.filter((side, i) => i > 0 && side > 0 !== (sides[i - 1] ?? 0) > 0).length;
      expect(turns.length).toBeGreaterThanOrEqual(swaps);
      expect(up.every((one, i) => one + (down[i] ?? 0) < 2)).toBe(true);
    }),
  );
});

test('columns of two lengths cannot cross', () => {
  expect(() => crossesAbove(LEVEL, new Float64Array(4))).toThrow(RangeError);
  expect(() => crossesBelow(new Float64Array(6), LEVEL)).toThrow(RangeError);
});
