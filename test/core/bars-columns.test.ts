import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBars, emptyBars, lastIndexAt, sliceBars } from '../../src/core/bars-columns.ts';
import { barsOf } from '../support/bars.ts';

const barsAt = (...stamps: number[]) => barsOf(stamps.map((at) => ({ at, close: at * 10 })));

test('no bars are six empty columns', () => {
  expect(Object.values(emptyBars()).map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a slice counts as arrays do', () => {
  const bars = barsAt(1, 2, 3, 4);
  expect([...sliceBars(bars, 1, 3).openedAt]).toEqual([2, 3]);
  expect([...sliceBars(bars, -1).close]).toEqual([40]);
});

test('only what is strictly later is added, and nothing given is changed', () => {
  const [earlier, later] = [barsAt(1, 2, 3), barsOf([2, 3, 4, 5].map((at) => ({ at, close: 0 })))];
  const all = concatBars(earlier, later);
  expect([...all.openedAt]).toEqual([1, 2, 3, 4, 5]);
  expect([...all.close]).toEqual([10, 20, 30, 0, 0]);
  expect(earlier.openedAt.length).toBe(3);
  expect(concatBars(earlier, barsAt(1, 3))).toBe(earlier);
  expect([...concatBars(emptyBars(), later).openedAt]).toEqual([2, 3, 4, 5]);
});

test('the last index at a moment is the one that a search from the end finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 })),
      fc.integer({ min: -1, max: 51 }),
      (cells, at) => {
        const column = Float64Array.from(cells).sort();
        expect(lastIndexAt(column, at)).toBe(column.findLastIndex((cell) => cell <= at));
      },
    ),
  );
});
