import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookRisk, nearestStops, type Held } from '../../src/portfolio/risk.ts';
import { aHeld } from './held.ts';

const LIMITS = { totalPct: 7, perPct: 0.7 };

test('open risk is what is lost from the price down to the stop, of the account in percent', () => {
  const { open, openPct, locked, value } = bookRisk([aHeld()], { worth: 50_000, limits: LIMITS });
  expect({ open, openPct, locked, value }).toEqual({
    open: 1_000,
    openPct: 2,
    locked: 2_000,
    value: 15_000,
  });
});

test('what is held in another currency counts by the rate', () => {
  const { open } = bookRisk([aHeld({ fx: 0.8 })], { worth: 50_000, limits: LIMITS });
  expect(open).toBeCloseTo(800, 9);
});

test('a price below its stop puts nothing more at risk', () => {
  const [row] = bookRisk([aHeld({ price: 135 })], { worth: 50_000, limits: LIMITS }).protecteds;
  expect(row).toMatchObject({ atStop: 0, locked: 2_000 });
  expect(row?.distancePct).toBeLessThan(0);
});

test('without a stop there is no figure to add, but the value is named', () => {
  const risk = bookRisk([aHeld({ stop: undefined })], { worth: 50_000, limits: LIMITS });
  expect(risk).toMatchObject({ open: 0, unprotecteds: [{ value: 15_000 }], protecteds: [] });
});

test('money at risk is what the stop leaves, not the sum that was set aside for it', () => {
  // 50 shares at 155.80 with a stop at 149.20: 330, although 440 were reckoned with when it was set at the maximum.
  const { open } = bookRisk([aHeld({ quantity: 50, price: 155.8, stop: 149.2 })], {
    worth: 62_857,
    limits: LIMITS,
  });
  expect(open).toBeCloseTo(330, 6);
});

test.each([
  ['0.7', 0.7, 0],
  ['a hair more', 0.701, 1],
])('a position at %s percent of the account', (_, pct, beyond) => {
  const worth = 100_000;
  const quantity = (pct * worth) / 100 / 10;
  const { beyondPer } = bookRisk([aHeld({ quantity })], { worth, limits: LIMITS });
  expect(beyondPer).toHaveLength(beyond);
});

test('the nearest to their stops come first, those that are there before all', () => {
  const helds = [
    aHeld({ name: 'FAR', stop: 100 }),
    aHeld({ name: 'THERE', stop: 151 }),
    aHeld({ name: 'NEAR', stop: 149 }),
  ];
  const names = nearestStops(bookRisk(helds, { worth: 1, limits: LIMITS }), 2);
  expect(names.map(({ held }) => held.name)).toEqual(['THERE', 'NEAR']);
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const amount = fc.double({ min: 0.01, max: 1e5, noNaN: true });
const held: fc.Arbitrary<Held> = fc
  .record({
    quantity: fc.double({ min: 0, max: 1e5, noNaN: true }),
    averagePrice: amount,
    price: maybe(fc.oneof(amount, fc.constantFrom(0, -1, NaN))),
    stop: maybe(amount),
    fx: maybe(fc.oneof(fc.double({ min: 0.001, max: 200, noNaN: true }), fc.constant(0))),
  })
  .map((fields) => aHeld(fields));
const book = fc.array(held, { maxLength: 12 });
const worth = fc.double({ min: 1, max: 1e9, noNaN: true });

const near = (one: number | undefined, other: number | undefined) => {
  if (one === undefined || other === undefined) expect(one).toBe(other);
  else expect(Math.abs(one - other)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(one)));
};

describe('whatever is held', () => {
  test('the open risk is never below zero, nor above what is held', () => {
    fc.assert(
      fc.property(book, worth, (helds, total) => {
        const risk = bookRisk(helds, { worth: total, limits: LIMITS });
        expect(risk.open).toBeGreaterThanOrEqual(0);
        expect(risk.open).toBeLessThanOrEqual(risk.value * (1 + 1e-12));
        expect(risk.openPct).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('every position is in one of the three lists, and those not counted say why', () => {
    fc.assert(
      fc.property(book, worth, (helds, total) => {
        const risk = bookRisk(helds, { worth: total, limits: LIMITS });
        const listed = [...risk.protecteds, ...risk.unprotecteds, ...risk.uncounteds];
        expect(listed.map((row) => row.held)).toHaveLength(helds.length);
        expect(new Set(listed.map((row) => row.held))).toEqual(new Set(helds));
        for (const row of risk.uncounteds)
          expect(row.lacks).toBe((row.held.price ?? 0) > 0 ? 'rate' : 'price');
      }),
    );
  });

  test('twice as many shares of everything in an account twice as large are the same percent', () => {
    fc.assert(
      fc.property(book, worth, fc.integer({ min: 1, max: 50 }), (helds, total, times) => {
        const larger = helds.map((one) => ({ ...one, quantity: one.quantity * times }));
        const one = bookRisk(helds, { worth: total, limits: LIMITS });
        const other = bookRisk(larger, { worth: total * times, limits: LIMITS });
        near(other.openPct, one.openPct);
        near(other.open, one.open * times);
      }),
    );
  });

  test('told in another currency it is the same percent', () => {
    fc.assert(
      fc.property(
        book,
        worth,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (helds, total, rate) => {
          const told = helds.map((one) => ({
            ...one,
            fx: one.fx === undefined ? undefined : one.fx * rate,
          }));
          const one = bookRisk(helds, { worth: total, limits: LIMITS });
          const other = bookRisk(told, { worth: total * rate, limits: LIMITS });
          near(other.openPct, one.openPct);
        },
      ),
    );
  });

  test('a split changes nothing', () => {
    fc.assert(
      fc.property(book, worth, fc.constantFrom(2, 4, 10, 0.1), (helds, total, ratio) => {
        const split = helds.map((one) => ({
          ...one,
          quantity: one.quantity * ratio,
          averagePrice: one.averagePrice / ratio,
          price: one.price === undefined ? undefined : one.price / ratio,
          stop: one.stop === undefined ? undefined : one.stop / ratio,
        }));
        const one = bookRisk(helds, { worth: total, limits: LIMITS });
        const other = bookRisk(split, { worth: total, limits: LIMITS });
        near(other.open, one.open);
        near(other.locked, one.locked);
      }),
    );
  });

  test('a higher stop never puts more at risk', () => {
    fc.assert(
      fc.property(book, worth, fc.double({ min: 1, max: 3, noNaN: true }), (helds, total, up) => {
        const raised = helds.map((one) => ({
          ...one,
          stop: one.stop === undefined ? undefined : one.stop * up,
        }));
        const before = bookRisk(helds, { worth: total, limits: LIMITS }).open;
        const after = bookRisk(raised, { worth: total, limits: LIMITS }).open;
        expect(after).toBeLessThanOrEqual(before);
      }),
    );
  });
});
