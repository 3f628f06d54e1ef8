import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  betaOf,
  historicalVar,
  LEAST_DAYS,
  movesOver,
  type DailyCloses,
} from '../../src/portfolio/value-at-risk.ts';

const DAY = 86_400_000;

const closesOf = (prices: readonly number[], firstDay = 1): DailyCloses => ({
  closesAt: Float64Array.from(prices, (_, n) => (firstDay + n) * DAY),
  close: Float64Array.from(prices),
});

const days = (count: number) => Float64Array.from({ length: count }, (_, n) => (n + 1) * DAY);

describe('moves', () => {
  test('are from each end of a day to the next', () => {
    const moves = movesOver(closesOf([100, 110, 99]), days(3));
    expect([...(moves ?? [])].map((move) => move.toFixed(6))).toEqual(['0.100000', '-0.100000']);
  });

  test('of a market that was shut are nothing that day, and come with the next', () => {
    const closes = {
      closesAt: Float64Array.of(1 * DAY, 3 * DAY),
      close: Float64Array.of(100, 120),
    };
    expect([...(movesOver(closes, days(3)) ?? [])]).toEqual([0, 120 / 100 - 1]);
  });

  test('are unknown when its closes begin later, or ended long before', () => {
    expect(movesOver(closesOf([100, 110], 2), days(3))).toBeUndefined();
    expect(movesOver(closesOf([100, 110]), days(40))).toBeUndefined();
    expect(movesOver(closesOf([]), days(3))).toBeUndefined();
  });

  test('are unknown where a close is missing', () => {
    expect(movesOver(closesOf([100, NaN, 110]), days(3))).toBeUndefined();
  });

  test('count what closes a little later as of the same day: the index with the shares in it', () => {
    const late = closesOf([100, 110, 99]);
    const closes = { ...late, closesAt: late.closesAt.map((at) => at + 900_000) };
    expect(movesOver(closes, days(3))).toEqual(movesOver(late, days(3)));
  });

  test('never look at a close of the next day', () => {
    const moves = movesOver(closesOf([100, 110, 99, 500]), days(3));
    expect(moves?.[1]).toBeCloseTo(-0.1, 9);
  });
});

describe('value at risk', () => {
  const exposure = (value: number, moves: readonly number[]) => ({
    value,
    moves: Float64Array.from(moves),
  });

  test('is the loss that no more than one day in twenty exceeded', () => {
    // Losses of 1 to 100 dollars, once each: on five days it was more than 95.
    const moves = Array.from({ length: 100 }, (_, n) => -(n + 1) / 1_000);
    expect(historicalVar([exposure(1_000, moves)], 95)).toEqual({
      loss: 95,
      days: 100,
      worseDays: 5,
    });
  });

  test('of 249 days is the thirteenth worst', () => {
    const moves = Array.from({ length: 249 }, (_, n) => -(n + 1) / 1_000);
    expect(historicalVar([exposure(1_000, moves)], 95)).toMatchObject({ loss: 237, worseDays: 12 });
  });

  test('of what moves against each other is less than of each alone', () => {
    const moves = Array.from({ length: 100 }, (_, n) => Math.sin(n) / 50);
    const against = moves.map((move) => -move);
    const alone = historicalVar([exposure(1_000, moves)], 95)?.loss ?? 0;
    expect(alone).toBeGreaterThan(10);
    const both = [exposure(1_000, moves), exposure(1_000, against)];
    expect(historicalVar(both, 95)?.loss).toBeCloseTo(0, 9);
  });

  test('is not told of few days', () => {
    const moves = Array.from({ length: LEAST_DAYS - 1 }, () => -0.01);
    expect(historicalVar([exposure(1, moves)], 95)).toBeUndefined();
    expect(historicalVar([exposure(1, [...moves, -0.01])], 95)).toBeDefined();
    expect(historicalVar([], 95)).toBeUndefined();
  });

  test('is never below zero, grows with what is held, and is exceeded on no more than 5 in 100', () => {
    const move = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    const moves = fc.array(move, { minLength: LEAST_DAYS, maxLength: 300 });
    fc.assert(
      fc.property(moves, fc.integer({ min: 2, max: 9 }), (all, times) => {
        const one = historicalVar([exposure(100, all)], 95);
        const more = historicalVar([exposure(100 * times, all)], 95);
        expect(one?.loss).toBeGreaterThanOrEqual(0);
        expect(more?.loss).toBeCloseTo((one?.loss ?? NaN) * times, 6);
        expect(one?.worseDays).toBeLessThanOrEqual(all.length * 0.05);
      }),
    );
  });
});

describe('beta', () => {
  const market = Float64Array.of(0.01, -0.02, 0.03, 0, -0.01);

  test('of the market itself is 1, of what moves twice as far 2, of what never moves 0', () => {
    expect(betaOf(market, market)).toBeCloseTo(1, 12);
    expect(
      betaOf(
        market.map((move) => 2 * move + 0.001),
        market,
      ),
    ).toBeCloseTo(2, 12);
    expect(
      betaOf(
        market.map(() => 0),
        market,
      ),
    ).toBe(0);
  });

  test('is unknown where the market did not move, and of other days', () => {
    expect(betaOf(market, new Float64Array(5))).toBeNaN();
    expect(betaOf(market, market.subarray(1))).toBeNaN();
  });
});
