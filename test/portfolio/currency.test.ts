import { assert, constantFrom, double, property } from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Rates } from '../../src/core/currency.ts';
import { convert, rateBetween } from '../../src/portfolio/currency.ts';
import { withOracle } from '../support/pattern-oracles.ts';
import { disagreements } from '../support/oracles.ts';

const DAY = '2026-01-05';

/** Rates per one unit of the first currency, kept that way round only. */
function ratesOf(perBase: Readonly<Record<string, number>>, day = DAY): Rates {
  return (base, quote) => {
    const rate = perBase[`${base}${quote}`];
    return rate === undefined ? undefined : { rate, day };
  };
}

const DOLLARS = ratesOf({ EURUSD: 1.0875, GBPUSD: 1.25, JPYUSD: 0.0064 });

test.each([
  { how: 'kept so', from: 'EUR', to: 'USD', wanted: 108.75 },
  { how: 'the other way round', from: 'USD', to: 'GBP', wanted: 80 },
  { how: 'over the dollar', from: 'EUR', to: 'GBP', wanted: 87 },
  { how: 'not at all', from: 'CHF', to: 'CHF', wanted: 100 },
])('a rate is found $how', ({ from, to, wanted }) => {
  expect(convert({ amount: 100, currency: from }, to, DOLLARS)?.amount).toBeCloseTo(wanted, 10);
});

test('pence, cents and agorot are hundredths of their currency', () => {
  const amountOf = (currency: string, to: string) =>
    convert({ amount: 308.8, currency }, to, ratesOf({}))?.amount;
  expect(amountOf('GBp', 'GBP')).toBe(3.088);
  expect(amountOf('GBX', 'GBP')).toBe(3.088);
  expect(amountOf('ZAc', 'ZAR')).toBe(3.088);
  expect(amountOf('ILA', 'ILS')).toBe(3.088);
  expect(convert({ amount: 100, currency: 'GBp' }, 'USD', DOLLARS)?.amount).toBeCloseTo(1.25, 12);
});

test('without a rate there is no amount, and what is no number stays none', () => {
  expect(convert({ amount: 1, currency: 'CHF' }, 'USD', DOLLARS)).toBeUndefined();
  expect(convert({ amount: NaN, currency: 'EUR' }, 'USD', DOLLARS)).toBeUndefined();
});

test('a rate over a third currency is of the older of its two days', () => {
  const rates: Rates = (base, quote) => {
    if (quote !== 'USD') return undefined;
    if (base === 'EUR') return { rate: 1.1, day: '2026-01-05' };
    return base === 'GBP' ? { rate: 1.3, day: '2026-01-02' } : undefined;
  };
  expect(rateBetween('EUR', 'GBP', rates)?.day).toBe('2026-01-02');
  expect(convert({ amount: 1, currency: 'EUR' }, 'EUR', rates)?.day).toBeUndefined();
});

test('there and back is where it began', () => {
  const currency = constantFrom('EUR', 'GBP', 'JPY', 'USD');
  assert(
    property(double({ min: 0.01, max: 1e9, noNaN: true }), currency, currency, (sum, a, b) => {
      const there = convert({ amount: sum, currency: a }, b, DOLLARS);
      const back = convert({ amount: there?.amount ?? NaN, currency: b }, a, DOLLARS);
      expect(Math.abs((back?.amount ?? NaN) / sum - 1)).toBeLessThan(1e-12);
    }),
  );
});

const cross = z.object({
  ratesPerEUR: z.record(z.string(), z.record(z.string(), z.number())),
  cases: z.array(
    z.object({ amount: z.number(), from: z.string(), to: z.string(), date: z.string() }),
  ),
});
const values = z.object({ values: z.array(z.number()) });

withOracle('fx_ecb_cross', (oracle) => {
  const { ratesPerEUR, cases } = cross.parse(oracle.input);
  const wanted = values.parse(oracle.expected).values;
  const found = cases.map(({ amount, from, to, date }) => {
    const perEuro = Object.entries(ratesPerEUR[date] ?? {});
    const rates = ratesOf(Object.fromEntries(perEuro.map(([on, rate]) => [`EUR${on}`, rate])));
    return convert({ amount, currency: from }, to, rates)?.amount ?? NaN;
  });
  expect(found).toHaveLength(18);
  expect(disagreements(found, wanted, { rel: 1e-12 })).toEqual([]);
});
