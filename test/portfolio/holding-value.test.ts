import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Position } from '../../src/core/position.ts';
import { instant } from '../../src/core/time.ts';
import { heldPrice, heldValue, totalsOf } from '../../src/portfolio/holding-value.ts';
import { aQuote } from '../support/quote.ts';

const HELD: Position = {
  id: 1,
  accountId: 1,
  symbol: 'NVDA',
  ticker: 'NVDA' as never,
  isin: undefined,
  name: 'NVIDIA Corp',
  currency: 'USD',
  quantity: 100,
  available: 100,
  inPies: 0,
  averagePrice: 121.4,
  price: undefined,
  priceAt: undefined,
  profit: undefined,
  maxPrice: 150,
  maxAt: instant(0),
  openedAt: instant(0),
  seenAt: instant(0),
  closedAt: undefined,
};

const NO_RATES = () => undefined;
const RATES = (base: string, quote: string) =>
  base === 'GBP' && quote === 'USD' ? { rate: 1.25, day: '2026-01-02' } : undefined;

describe('the price of what is held', () => {
  test('is the newer of the market’s and the broker’s', () => {
    const quote = aQuote({ price: 150, at: instant(1_000), previousClose: 147 });
    expect(heldPrice(HELD, quote)).toMatchObject({ price: 150, from: 'market' });
    const told = { ...HELD, price: 151, priceAt: instant(2_000) };
    expect(heldPrice(told, quote)).toMatchObject({
      price: 151,
      from: 'broker',
      previousClose: 147,
    });
    expect(heldPrice({ ...told, priceAt: instant(500) }, quote)).toMatchObject({ price: 150 });
    expect(heldPrice(HELD, undefined)).toBeUndefined();
  });

  test('is in pounds where London quotes pence', () => {
    const quote = aQuote({ price: 308.8, currency: 'GBp', previousClose: 300 });
    const price = heldPrice({ ...HELD, currency: 'GBP' }, quote);
    expect(price?.price).toBeCloseTo(3.088);
    expect(price?.previousClose).toBeCloseTo(3);
  });

  test('is not taken from a quote in another currency', () => {
    expect(heldPrice(HELD, aQuote({ price: 130, currency: 'EUR' }))).toBeUndefined();
  });
});

describe('the day of what is held', () => {
  const price = { price: 150.42, previousClose: 147.32 };

  test('is since yesterday’s close', () => {
    const { profit, profitPct, day } = heldValue(HELD, price);
    expect(profit).toBeCloseTo(2902);
    expect(profitPct).toBeCloseTo(23.9, 1);
    expect(day?.amount).toBeCloseTo(310);
    expect(day?.pct).toBeCloseTo(2.1, 1);
  });

  test('begins with the purchase for what was bought today', () => {
    const some = heldValue(HELD, price, [{ quantity: 40, price: 149.42 }]);
    expect(some.day?.amount).toBeCloseTo(60 * 3.1 + 40);
    const all = heldValue(HELD, price, [{ quantity: 100, price: 151.42 }]);
    expect(all.day?.amount).toBeCloseTo(-100);
    // More was bought than is left of it.
    const left = heldValue(HELD, price, [{ quantity: 200, price: 149.42 }]);
    expect(left.day?.amount).toBeCloseTo(100);
  });

  test('is not known without that close', () => {
    expect(heldValue(HELD, { price: 150, previousClose: undefined }).day).toBeUndefined();
  });
});

describe('totals', () => {
  const one = (currency: string, price: number, previousClose?: number) => ({
    name: `in ${currency}`,
    currency,
    held: heldValue({ quantity: 10, averagePrice: 100 }, { price, previousClose }),
    broker: undefined,
  });

  test('are in one currency, by rates whose day is told', () => {
    const totals = totalsOf([one('USD', 110, 105), one('GBP', 120, 100)], 'USD', RATES);
    expect(totals).toMatchObject({ value: 1100 + 1500, profit: 100 + 250 });
    expect(totals.day?.amount).toBeCloseTo(50 + 250);
    expect(totals.ratesOf).toBe('2026-01-02');
  });

  test('leave out what has no price or no rate, and name it', () => {
    const unpriced = { ...one('USD', 1), name: 'XYZ', held: undefined };
    const totals = totalsOf([one('USD', 110), unpriced, one('CHF', 90)], 'USD', RATES);
    expect(totals).toMatchObject({
      count: 3,
      value: 1100,
      unpriced: ['XYZ'],
      unrated: [{ name: 'in CHF', currency: 'CHF' }],
      undayed: ['in USD'],
      day: undefined,
    });
  });

  test('take what the broker reckons, and what the price did since', () => {
    const held = one('USD', 110).held;
    const broker = { profit: 80, currency: 'GBP', since: 5 };
    const totals = totalsOf([{ name: 'A', currency: 'USD', held, broker }], 'USD', RATES);
    expect(totals.profit).toBeCloseTo(105);
  });

  test('of several are the sum of each, whatever they are', () => {
    const amount = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    const some = fc.array(
      fc.record({ quantity: amount, averagePrice: amount, price: amount, previousClose: amount }),
    );
    fc.assert(
      fc.property(some, (all) => {
        const totals = totalsOf(
          all.map((held) => ({
            name: '',
            currency: 'USD',
            held: heldValue(held, held),
            broker: undefined,
          })),
          'USD',
          NO_RATES,
        );
        const value = all.reduce((sum, held) => sum + held.price * held.quantity, 0);
        expect(totals.value).toBeCloseTo(value, -Math.log10(value * 1e-9 + 1e-9));
        expect(totals.unrated).toEqual([]);
      }),
    );
  });
});
