import { expect, test } from 'vitest';
import type { Position } from '../../src/core/position.ts';
import { instant } from '../../src/core/time.ts';
import type { Trade } from '../../src/core/trade.ts';
import { givenBack } from '../../src/portfolio/given-back.ts';
import { salesRecord } from '../../src/portfolio/sales.ts';

const AT = instant(Date.UTC(2026, 0, 5, 15));

function aTrade(fields: Partial<Trade> = {}): Trade {
  return {
    id: 1,
    accountId: 1,
    positionId: undefined,
    remoteId: 'x',
    symbol: 'NVDA',
    ticker: undefined,
    side: 'sell',
    quantity: 1,
    price: 100,
    currency: 'USD',
    realised: 10,
    initiatedFrom: 'API',
    at: AT,
    ...fields,
  };
}

function aPosition(fields: Partial<Position> = {}): Position {
  return {
    id: 1,
    accountId: 1,
    symbol: 'NVDA',
    ticker: undefined,
    isin: undefined,
    name: 'NVIDIA',
    currency: 'USD',
    quantity: 10,
    available: 10,
    inPies: 0,
    averagePrice: 100,
    price: 120,
    priceAt: AT,
    profit: undefined,
    maxPrice: 150,
    maxAt: AT,
    openedAt: AT,
    seenAt: AT,
    closedAt: undefined,
    ...fields,
  };
}

const pounds = (base: string, quote: string) =>
  base === 'GBP' && quote === 'USD' ? { rate: 1.25, day: '2026-01-05' } : undefined;

test('sales are counted by what they realised, each in the one currency', () => {
  const found = salesRecord(
    [
      aTrade({ realised: 30 }),
      aTrade({ realised: 40, accountId: 2 }),
      aTrade({ realised: -20 }),
      aTrade({ realised: 0 }),
      aTrade({ realised: undefined }),
      aTrade({ side: 'buy', realised: undefined }),
    ],
    (id) => (id === 1 ? 'USD' : 'GBP'),
    { currency: 'USD', ratesOn: () => pounds },
  );
  expect(found).toMatchObject({
    known: 4,
    won: 2,
    lost: 1,
    winRatePct: 50,
    realised: 60,
    meanWin: 40,
    meanLoss: -20,
    profitFactor: 4,
    unknown: 1,
    best: { realised: 50 },
    worst: { realised: -20 },
  });
});

test('without sales there is no rate of winning', () => {
  const found = salesRecord([], () => 'USD', { currency: 'USD', ratesOn: () => pounds });
  expect(found.winRatePct).toBeNaN();
  expect(found.best).toBeUndefined();
});

test('what was given back is counted from each highest price, and never below nothing', () => {
  const found = givenBack(
    [
      aPosition(),
      aPosition({ id: 2, currency: 'GBP', price: 149, maxPrice: 150 }),
      aPosition({ id: 3, price: 151, maxPrice: 150 }),
      aPosition({ id: 4, price: undefined }),
      aPosition({ id: 5, currency: 'CHF' }),
    ],
    'USD',
    pounds,
  );
  expect(found.total).toBeCloseTo(300 + 12.5, 10);
  expect(found.positions.map(({ position }) => position.id)).toEqual([1, 2, 3]);
  expect(found.uncounted.map(({ id }) => id)).toEqual([4, 5]);
});
