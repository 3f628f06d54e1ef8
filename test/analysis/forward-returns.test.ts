import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fallsOf,
  forwardFalls,
  forwardReturns,
  median,
  movesOf,
  overlapping,
} from '../../src/analysis/forward-returns.ts';

const column = (...values: readonly number[]) => Float64Array.from(values);

describe('what came after a bar', () => {
  const close = column(100, 110, 99, NaN, 121);

  test('is the move from close to close, in percent', () => {
    expect([...forwardReturns(close, [0, 1], 1)].map((one) => Math.round(one))).toEqual([10, -10]);
    expect(forwardReturns(close, [1], 3)[0]).toBeCloseTo(10, 12);
  });

  test('leaves out what is not known yet, and bars without a price', () => {
    expect(forwardReturns(close, [2, 3, 4], 1)).toHaveLength(0);
    expect(forwardReturns(close, [4], 1)).toHaveLength(0);
  });

  test('falls are to the lowest low within the distance, the bar itself left out', () => {
    const low = column(10, 95, 98, 90, 50);
    const flat = column(100, 100, 100, 100, 100);
    expect([...forwardFalls({ close: flat, low }, [0, 1], 3)]).toEqual([-10, -50]);
    expect(forwardFalls({ close: flat, low }, [2], 3)).toHaveLength(0);
    expect([...forwardFalls({ close: flat, low: column(1, 101, 102, 103, 104) }, [0], 3)]).toEqual([
      0,
    ]);
  });
});

describe('summed up', () => {
  test('moves have a middle, a mean and a share above 0; no move is not above it', () => {
    expect(movesOf(column(3, -1, 0, 2))).toEqual({ n: 4, medianPct: 1, meanPct: 1, upPct: 50 });
    expect(movesOf(column())).toEqual({ n: 0, medianPct: NaN, meanPct: NaN, upPct: NaN });
  });

  test('falls have a middle and a worst', () => {
    expect(fallsOf(column(-3, -10, 0))).toEqual({ n: 3, medianPct: -3, worstPct: -10 });
    expect(fallsOf(column())).toEqual({ n: 0, medianPct: NaN, worstPct: NaN });
  });

  test('the middle has as many above as below it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (values) => {
        const middle = median(Float64Array.from(values));
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  test('firings overlap when they come before the one before is over', () => {
    expect(overlapping([0, 20, 39, 100], 20)).toBe(1);
    expect(overlapping([], 20)).toBe(0);
  });
});
