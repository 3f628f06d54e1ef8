import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atr, atrStop, natr, superTrend, trueRange } from '../../src/analysis/atr.ts';
import type { Bars } from '../../src/core/market.ts';
import { expectClose } from '../support/series-contract.ts';
import { trueRanges, wilderOf } from '../support/textbook.ts';
import { barsOf } from '../support/bars.ts';
import { aWalk } from '../support/walk.ts';

/** High, low, close. */
function ranges(rows: readonly (readonly [number, number, number])[]): Bars {
  return barsOf(rows.map(([high, low, close], at) => ({ at, high, low, close })));
}

const GAPPING = ranges([
  [12, 10, 11],
  [13, 12, 12],
  [10, 9, 9],
  [14, 13, 14],
]);

test('a true range reaches to the close before: up, down and not at all', () => {
  expect([...trueRange(GAPPING)]).toEqual([NaN, 2, 3, 5]);
});

test('the average begins with the plain one of the ranges behind the first bar', () => {
  expect([...atr(GAPPING, 2)]).toEqual([NaN, NaN, 2.5, 3.75]);
  expect(natr(GAPPING, 2)[3]).toBeCloseTo((100 * 3.75) / 14, 12);
});

test.each([1, 14, 20])('as the textbook has it, period %d', (period) => {
  for (const length of [120, 121, 9_000]) {
    const bars = aWalk(length, { seed: period });
    expectClose(trueRange(bars), trueRanges(bars));
    expectClose(atr(bars, period), wilderOf(trueRanges(bars), period, 1));
  }
});

test('a close that is missing is no range, and starts the average anew', () => {
  const bars = aWalk(40);
  for (const at of [20, 21]) {
    const close = bars.close.map((value, i) => (i === at ? NaN : value));
    const found = atr({ ...bars, close }, 5);
    expect(found.slice(at, at + 6).every(Number.isNaN)).toBe(true);
    expect(found.slice(at + 6).every(Number.isFinite)).toBe(true);
  }
});

test('a price that stands still has a range of exactly nothing', () => {
  expect([...atr(barsOf(Array.from({ length: 5 }, (_, at) => ({ at, close: 0.1 }))), 3)]).toEqual([
    NaN,
    NaN,
    NaN,
    0,
    0,
  ]);
});

describe('a trailing stop', () => {
  const STEADY = { period: 1, multiple: 2 } as const;

  test('by hand: follows up, holds, is reached, and turns', () => {
    // Ranges of 2, and of 3 where it falls.
    const bars = ranges([
      [11, 9, 10],
      [12, 10, 11],
      [13, 11, 12],
      [12, 10, 11],
      [10, 8, 8],
      [9, 7, 8],
    ]);
    const { stop, isBullish } = atrStop(bars, { ...STEADY, from: 'close' });
    // 11 − 4; 12 − 4; holds at 8; a close of 8 reaches it: 8 + 2 × 3 above, then 8 + 2 × 2.
    expect(isBullish).toEqual(Float64Array.of(NaN, 1, 1, 1, 0, 0));
    expect(stop.slice(0, 4)).toEqual(Float64Array.of(NaN, 7, 8, 8));
    expect(stop[4]).toBe(14);
    expect(stop[5]).toBe(12);
  });

  test('from high and low it lies on their far sides', () => {
    const bars = aWalk(60);
    const range = atr(bars, 10);
    const { stop, isBullish } = atrStop(bars, { period: 10, multiple: 3, from: 'high-low' });
    const [close, before] = [bars.close[10] ?? NaN, bars.close[9] ?? NaN];
    const reach = 3 * (range[10] ?? NaN);
    expect(isBullish[10]).toBe(close >= before ? 1 : 0);
    expect(stop[10]).toBe(
      close >= before ? (bars.low[10] ?? NaN) - reach : (bars.high[10] ?? NaN) + reach,
    );
  });

  test('never steps back while it keeps its side, and lies on it', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const bars = aWalk(150, { seed });
        const options = { period: 5, multiple: 1.5 };
        const from = 'close';
        for (const { stop, isBullish } of [
          atrStop(bars, { ...options, from }),
          superTrend(bars, options),
        ]) {
          for (let i = 6; i < 150; i++) {
            const [now, before] = [stop[i] ?? NaN, stop[i - 1] ?? NaN];
            const close = bars.close[i] ?? NaN;
            expect(isBullish[i] === 1 ? close > now : close <= now).toBe(true);
            if (isBullish[i] !== isBullish[i - 1]) continue;
            expect(isBullish[i] === 1 ? now >= before : now <= before).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
