import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  annualReturn,
  annualVolatility,
  calmar,
  maxDrawdown,
  percentileRank,
  sharpe,
  sortino,
} from '../../src/analysis/stats.ts';

describe('percentileRank', () => {
  test('counts the values before that are below, not equal ones and not its own', () => {
    expect([...percentileRank(Float64Array.of(1, 2, 3, 4, 3, 9, 0), 4)]).toEqual([
      NaN,
      NaN,
      NaN,
      NaN,
      50,
      100,
      0,
    ]);
  });

  test('is unknown while its window holds a gap, and no longer', () => {
    const found = percentileRank(Float64Array.of(1, NaN, 3, 4, 5, NaN, 1), 2);
    expect([...found]).toEqual([NaN, NaN, NaN, NaN, 100, NaN, NaN]);
  });
});

describe('ratios by hand, of +10 %, −10 %, +30 %, −10 % four times a year', () => {
  const RETURNS = [0.1, -0.1, 0.3, -0.1];
  const QUARTERS = { perYear: 4 };

  test('sharpe: mean 5 % over the sample deviation', () => {
    const sigma = Math.sqrt((0.05 ** 2 + 0.15 ** 2 + 0.25 ** 2 + 0.15 ** 2) / 3);
    expect(sharpe(RETURNS, QUARTERS)).toBeCloseTo((0.05 / sigma) * 2, 12);
    expect(sharpe(RETURNS, { ...QUARTERS, riskFree: 0.02 })).toBeCloseTo((0.03 / sigma) * 2, 12);
    expect(annualVolatility(RETURNS, QUARTERS)).toBeCloseTo(sigma * 2, 12);
  });

  test('sortino: over the shortfalls, counted over all', () => {
    expect(sortino(RETURNS, QUARTERS)).toBeCloseTo((0.05 / Math.sqrt(0.02 / 4)) * 2, 12);
    const short = Math.sqrt((2 * 0.12 ** 2) / 4);
    expect(sortino(RETURNS, { ...QUARTERS, required: 0.02 })).toBeCloseTo((0.03 / short) * 2, 12);
  });

  test('drawdown, annual return and calmar', () => {
    const end = 1.1 * 0.9 * 1.3 * 0.9;
    expect(maxDrawdown(RETURNS)).toBeCloseTo(-0.1, 12);
    expect(annualReturn(RETURNS, QUARTERS)).toBeCloseTo(end - 1, 12);
    expect(calmar(RETURNS, QUARTERS)).toBeCloseTo((end - 1) / 0.1, 12);
  });

  test('a year has 252 returns unless told', () => {
    expect(sharpe(RETURNS)).toBe(sharpe(RETURNS, { perYear: 252 }));
    expect(annualReturn([0.01])).toBeCloseTo(1.01 ** 252 - 1, 9);
  });
});

describe('a fall', () => {
  test('counts from the start, and from the highest peak, over several moves', () => {
    expect(maxDrawdown([-0.5, 3])).toBe(-0.5);
    expect(maxDrawdown([1, -0.25, 0.1, -0.5])).toBeCloseTo(0.75 * 1.1 * 0.5 - 1, 12);
    expect(maxDrawdown([0.1, 0.2])).toBe(0);
  });
});

describe('where there is nothing to divide by, nothing is said:', () => {
  test('no returns, one return, returns alike', () => {
    for (const ratio of [sharpe, sortino, calmar, maxDrawdown, annualReturn, annualVolatility]) {
      expect(ratio([]), ratio.name).toBeNaN();
      expect(ratio([NaN]), ratio.name).toBeNaN();
    }
    expect(sharpe([0.01])).toBeNaN();
    expect(sharpe([0.1, 0.1, 0.1])).toBeNaN();
    expect(sortino([0.1, 0.2])).toBeNaN();
    expect(calmar([0.1, 0.2])).toBeNaN();
  });
});

test('missing returns are left out of the ratios, and their time of the annual return is not', () => {
  const whole = [0.01, -0.02, 0.03];
  const holed = [NaN, ...whole];
  expect(sharpe(holed)).toBe(sharpe(whole));
  expect(sortino(holed)).toBe(sortino(whole));
  expect(maxDrawdown(holed)).toBe(maxDrawdown(whole));
  expect(annualReturn(holed, { perYear: 4 })).toBeCloseTo(1.01 * 0.98 * 1.03 - 1, 12);
});

test('leverage leaves Sharpe and Sortino as they were', () => {
  const returns = fc.array(fc.integer({ min: -200, max: 200 }).map((n) => n / 1_000));
  fc.assert(
    fc.property(returns, (list) => {
      const twice = list.map((value) => 2 * value);
      for (const ratio of [sharpe, sortino]) {
        const once = ratio(list);
        if (Number.isNaN(once)) expect(ratio(twice)).toBeNaN();
        else expect(ratio(twice) / once || 1).toBeCloseTo(1, 9);
      }
    }),
  );
});
