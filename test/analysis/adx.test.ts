import { expect, test } from 'vitest';
import { adx } from '../../src/analysis/adx.ts';
import { barsOf } from '../support/bars.ts';
import { expectClose } from '../support/series-contract.ts';
import { trueRanges, wilderOf } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

test('by hand: a period of 2', () => {
  const bars = barsOf([
    { at: 0, high: 10, low: 8, close: 9 },
    { at: 1, high: 12, low: 9, close: 11 },
    { at: 2, high: 11, low: 7, close: 8 },
    { at: 3, high: 13, low: 8, close: 12 },
  ]);
  // +DM 2 0 2, −DM 0 2 0, TR 3 4 5.
  const found = adx(bars, 2);
  expectClose(found.plusDI, [NaN, NaN, 100 * (1 / 3.5), 100 * (1.5 / 4.25)]);
  expectClose(found.minusDI, [NaN, NaN, 100 * (1 / 3.5), 100 * (0.5 / 4.25)]);
  // DX 0, then 50.
  expectClose(found.adx, [NaN, NaN, NaN, 25]);
});

test('as the textbook has it', () => {
  const bars = aWalk(400);
  const { high, low } = bars;
  const moves = Array.from(high, (top, i) => ({
    up: top - (high[i - 1] ?? NaN),
    down: (low[i - 1] ?? NaN) - (low[i] ?? NaN),
  }));
  const plus = moves.map(({ up, down }) => (up > down && up > 0 ? up : 0));
  const minus = moves.map(({ up, down }) => (down > up && down > 0 ? down : 0));
  const range = wilderOf(trueRanges(bars), 14, 1);
  const di = (movement: readonly number[]) =>
    wilderOf(movement, 14, 1).map((value, i) => (100 * value) / (range[i] ?? NaN));
  const [up, down] = [di(plus), di(minus)];
  const dx = up.map((value, i) => {
    const other = down[i] ?? NaN;
    return (100 * Math.abs(value - other)) / (value + other);
  });
  const found = adx(bars, 14);
  expectClose(found.plusDI, up);
  expectClose(found.minusDI, down);
  expectClose(found.adx, wilderOf(dx, 14, 14));
  for (const column of Object.values(found)) {
    expect(column.slice(27).every((value) => value >= 0 && value <= 100)).toBe(true);
  }
});

test('bars inside bars have no direction: 0, which is known', () => {
  const rows = Array.from({ length: 9 }, (_, at) => ({ at, high: 100 - at, low: 50 + at }));
  const found = adx(barsOf(rows), 3);
  expect([found.plusDI[8], found.minusDI[8], found.adx[8]]).toEqual([0, 0, 0]);
});

test('a price that never moved has no direction that could be known', () => {
  const found = adx(barsOf(Array.from({ length: 9 }, (_, at) => ({ at }))), 3);
  expect(Object.values(found).every((column) => column.every(Number.isNaN))).toBe(true);
});
