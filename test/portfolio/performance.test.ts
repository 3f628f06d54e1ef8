import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Rates } from '../../src/core/currency.ts';
import { shiftDate, weekdayOf } from '../../src/core/zone.ts';
import { performance, type Conversion, type DayWorth } from '../../src/portfolio/performance.ts';
import { withOracle } from '../support/pattern-oracles.ts';

const MONDAY = '2026-01-05';
const DOLLARS: Conversion = { currency: 'USD', ratesOn: () => () => undefined };

function aDay(fields: Partial<DayWorth> = {}): DayWorth {
  return {
    accountId: 1,
    day: MONDAY,
    total: 1_000,
    realised: 0,
    unrealised: 0,
    currency: 'USD',
    ...fields,
  };
}

/** Weekdays from Monday on. */
function weekdays(count: number): readonly string[] {
  const days = [];
  for (let day = MONDAY; days.length < count; day = shiftDate(day, 1))
    if (weekdayOf(day) % 6 !== 0) days.push(day);
  return days;
}

/** A book that gains so, day by day, without money paid in or out. */
function gaining(gains: readonly number[]): readonly DayWorth[] {
  const days = weekdays(gains.length + 1);
  let total = 1_000;
  return [0, ...gains].map((gain, at) => {
    total *= 1 + gain;
    return aDay({ day: days[at] ?? '', total, unrealised: total - 1_000 });
  });
}

test('money paid in is no profit, and money paid out no loss', () => {
  const [first = '', second = '', third = ''] = weekdays(3);
  const { days, profit, returnPct } = performance(
    [
      aDay({ day: first }),
      aDay({ day: second, total: 6_010, unrealised: 10 }),
      aDay({ day: third, total: 2_010, unrealised: 10 }),
    ],
    DOLLARS,
  );
  expect(days.map(({ worth, profit: so }) => [worth, so])).toEqual([
    [1_000, 0],
    [6_010, 10],
    [2_010, 10],
  ]);
  expect(profit).toBe(10);
  expect(returnPct).toBeCloseTo(1, 12);
});

test('what was realised stays profit when it is no longer held', () => {
  const [first = '', second = ''] = weekdays(2);
  const rows = [
    aDay({ day: first, unrealised: 100 }),
    aDay({ day: second, unrealised: 0, realised: 90 }),
  ];
  expect(performance(rows, DOLLARS).profit).toBe(-10);
});

test('the fall and what was given back are told from the best day', () => {
  const found = performance(gaining([0.1, -0.2, 0.05]), DOLLARS);
  expect(found.drawdownPct).toBeCloseTo(-20, 10);
  expect(found.days.at(-1)?.fallPct).toBeCloseTo(100 * (0.8 * 1.05 - 1), 10);
  expect(found.best?.day).toBe('2026-01-06');
  expect(found.best?.profit).toBeCloseTo(100, 10);
  expect(found.givenBack).toBeCloseTo(100 - (1_000 * 1.1 * 0.8 * 1.05 - 1_000), 10);
});

test('a day whose profit is not known is made up for by the next one', () => {
  const [first = '', second = '', third = ''] = weekdays(3);
  const rows = [
    aDay({ day: first }),
    aDay({ day: second, total: 1_050, unrealised: undefined }),
    aDay({ day: third, total: 1_070, unrealised: 70 }),
  ];
  expect(performance(rows, DOLLARS).days.map(({ profit }) => profit)).toEqual([0, 0, 70]);
});

test('an account that comes later brings its worth, not its past profit', () => {
  const [first = '', second = '', third = ''] = weekdays(3);
  const rows = [
    aDay({ day: first }),
    aDay({ day: second }),
    aDay({ day: second, accountId: 2, total: 500, unrealised: 400 }),
    aDay({ day: third }),
    aDay({ day: third, accountId: 2, total: 530, unrealised: 430 }),
  ];
  const { days } = performance(rows, DOLLARS);
  expect(days.map(({ worth, profit }) => [worth, profit])).toEqual([
    [1_000, 0],
    [1_500, 0],
    [1_530, 30],
  ]);
  expect(days[2]?.gain).toBeCloseTo(30 / 1_500, 12);
});

test('accounts in several currencies are one sum by the rate of each day', () => {
  const [first = '', second = ''] = weekdays(2);
  const perPound: Readonly<Record<string, number>> = { [first]: 1.2, [second]: 1.5 };
  const ratesOn =
    (day: string): Rates =>
    (base, quote) =>
      base === 'GBP' && quote === 'USD' ? { rate: perPound[day] ?? NaN, day } : undefined;
  const rows = [
    aDay({ day: first }),
    aDay({ day: first, accountId: 2, currency: 'GBP', total: 100 }),
    aDay({ day: second }),
    aDay({ day: second, accountId: 2, currency: 'GBP', total: 110, unrealised: 10 }),
  ];
  const { days } = performance(rows, { currency: 'USD', ratesOn });
  expect(days.map(({ worth }) => worth)).toEqual([1_120, 1_165]);
  // What the pound itself rose by is no gain.
  expect(days[1]?.profit).toBeCloseTo(15, 10);
});

test('an account without a rate is named and left out', () => {
  const rows = [aDay(), aDay({ accountId: 2, currency: 'CHF', total: 100 })];
  const found = performance(rows, DOLLARS);
  expect(found.days[0]?.worth).toBe(1_000);
  expect([...found.withoutRate]).toEqual([[2, 'CHF']]);
});

test('weekends are no days of their own, and today is one even on a Saturday', () => {
  const friday = aDay({ day: '2026-01-09' });
  const saturday = aDay({ day: '2026-01-10', unrealised: 5 });
  const monday = aDay({ day: '2026-01-12', unrealised: 8 });
  expect(performance([friday, saturday], DOLLARS).days.map(({ profit }) => profit)).toEqual([0, 5]);
  expect(performance([friday, saturday, monday], DOLLARS).days).toMatchObject([
    { day: '2026-01-09', profit: 0 },
    { day: '2026-01-12', profit: 8 },
  ]);
});

test('from a day on, profit counts from the day before it', () => {
  const rows = gaining([0.1, 0.1, 0.1]);
  const found = performance(rows, DOLLARS, '2026-01-07');
  expect(found.days[0]?.day).toBe('2026-01-06');
  expect(found.profit).toBeCloseTo(1_331 - 1_100, 9);
  expect(performance(rows, DOLLARS, '2025-01-01').days).toHaveLength(4);
});

test('nothing is told of nothing', () => {
  const found = performance([], DOLLARS);
  expect(found).toMatchObject({ days: [], profit: 0, givenBack: 0, best: undefined });
  expect(found.sharpe).toBeNaN();
  expect(performance([aDay()], DOLLARS).drawdownPct).toBeNaN();
});

test('paying in and out changes no gain, whatever the amounts', () => {
  const gains = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { maxLength: 20 });
  fc.assert(
    fc.property(gains, fc.array(fc.integer({ min: -500, max: 5_000 })), (moves, flows) => {
      const days = weekdays(moves.length + 1);
      let total = 1_000;
      let profit = 0;
      const rows = [0, ...moves].map((gain, at) => {
        const made = total * gain;
        profit += made;
        const row = aDay({ day: days[at] ?? '', total: total + made, unrealised: profit });
        // Paid in after the close, so that it is there from the next day on.
        total = Math.max(1, total + made + (flows[at] ?? 0));
        return { row, total };
      });
      const found = performance(
        rows.map(({ row, total: after }) => ({ ...row, total: after })),
        DOLLARS,
      );
      found.days.slice(1).forEach(({ gain }, at) => expect(gain).toBeCloseTo(moves[at] ?? NaN, 9));
    }),
  );
});

describe('ratios as others computed them', () => {
  withOracle('empyrical_ratios', ({ input, expected }) => {
    const vectors = z.record(z.string(), z.array(z.number().nullable())).parse(input);
    const figures = z
      .record(z.string(), z.record(z.string(), z.number().nullable()))
      .parse(expected);
    const foundOf = (name: string) =>
      performance(gaining((vectors[name] ?? []).filter((one) => one !== null)), DOLLARS);
    for (const name of ['mixed_returns', 'positive_returns', 'negative_returns'])
      expect(foundOf(name).sharpe).toBeCloseTo(figures['sharpe']?.[name] ?? NaN, 6);
    for (const name of ['dd_case', 'mixed_returns'])
      expect(foundOf(name).drawdownPct / 100).toBeCloseTo(figures['maxDrawdown']?.[name] ?? NaN, 8);
    expect(foundOf('one_return').sharpe).toBeNaN();
  });
});
