import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BrokerPosition } from '../../src/core/broker.ts';
import type { Position } from '../../src/core/position.ts';
import { DAY_MS, plus, SECOND_MS, type Instant } from '../../src/core/time.ts';
import { reconcile, type Held, type Kept } from '../../src/portfolio/reconcile.ts';
import { NOW } from '../support/database.ts';
import { aHolding } from '../support/holding.ts';
import { aTicker } from '../support/ticker.ts';

const LATER = plus(NOW, 30 * SECOND_MS);
const nobodyKnows = (): undefined => undefined;

function aKept(wish: Partial<Position> = {}, missed = 0): Kept {
  return { position: { ...aHolding(), id: 7, closedAt: undefined, ...wish }, missed };
}

function aTold(wish: Partial<BrokerPosition> = {}): BrokerPosition {
  return {
    symbol: 'NVDA_US_EQ',
    ticker: aTicker('NVDA'),
    isin: 'US67066G1040',
    name: 'NVIDIA',
    currency: 'USD',
    quantity: 100,
    available: 100,
    inPies: 0,
    averagePrice: 121.4,
    price: 130,
    openedAt: NOW,
    wallet: undefined,
    ...wish,
  };
}

function read(kept: readonly Kept[], positions: readonly BrokerPosition[], at: Instant = LATER) {
  return reconcile(kept, { accountId: 1, positions, at, pricedAt: nobodyKnows });
}

describe('what the broker has', () => {
  test('and nobody knew is opened, its maximum from where it was bought', () => {
    const { opened } = read([], [aTold({ price: 110 })]);
    expect(opened).toMatchObject([{ quantity: 100, price: 110, maxPrice: 121.4, openedAt: NOW }]);
  });

  test('as it was kept is merely seen, with its new price and maximum', () => {
    const { seen, changed } = read([aKept()], [aTold({ price: 136 })]);
    expect(changed).toEqual([]);
    expect(seen).toMatchObject([{ price: 136, maxPrice: 136, maxAt: LATER, seenAt: LATER }]);
  });

  test.each([0, 0e-10, Number.NaN, -3])('in a quantity of %s is not held', (quantity) => {
    expect(read([], [aTold({ quantity })]).opened).toEqual([]);
  });

  test('twice under one symbol is one position', () => {
    expect(read([], [aTold(), aTold({ quantity: 40 })]).opened).toMatchObject([{ quantity: 100 }]);
  });

  test('without a ticker or in a currency that nobody knows is kept all the same', () => {
    const odd = aTold({ symbol: 'ZZZq_EQ', ticker: undefined, currency: 'ZZZ', price: undefined });
    expect(read([], [odd]).opened).toMatchObject([
      { symbol: 'ZZZq_EQ', ticker: undefined, currency: 'ZZZ', price: undefined, maxPrice: 121.4 },
    ]);
  });

  test('can never be sold beyond what is held', () => {
    expect(read([], [aTold({ available: 500, inPies: 300 })]).opened).toMatchObject([
      { available: 100, inPies: 100 },
    ]);
  });

  test('without a price keeps the price that was known, and its age', () => {
    const { seen } = read([aKept()], [aTold({ price: undefined })]);
    expect(seen).toMatchObject([{ price: 130, priceAt: NOW, maxPrice: 135 }]);
  });

  test('is as old as the market’s last close while that is closed', () => {
    const closedAt = plus(NOW, -DAY_MS);
    const reading = { accountId: 1, positions: [aTold()], at: LATER, pricedAt: () => closedAt };
    expect(reconcile([aKept()], reading).seen).toMatchObject([{ priceAt: closedAt }]);
  });
});

describe('what differs from what was kept', () => {
  test('is a change: some was sold', () => {
    const { changed } = read([aKept()], [aTold({ quantity: 60, available: 60 })]);
    expect(changed).toMatchObject([
      { split: undefined, before: { quantity: 100 }, after: { quantity: 60, maxPrice: 135 } },
    ]);
  });

  test.each([
    { quantity: 400, averagePrice: 30.35, price: 32.5, split: 4, maxPrice: 33.75 },
    { quantity: 10, averagePrice: 1214, price: 1300, split: 0.1, maxPrice: 1350 },
  ])('may be a split by $split, which scales the maximum', (told) => {
    const { changed } = read([aKept()], [aTold(told)]);
    expect(changed).toHaveLength(1);
    expect(changed[0]?.split).toBeCloseTo(told.split, 9);
    expect(changed[0]?.after.maxPrice).toBeCloseTo(told.maxPrice, 9);
  });

  test('is no split when as much again was bought at the price of the day', () => {
    const { changed } = read([aKept()], [aTold({ quantity: 200, averagePrice: 125.7 })]);
    expect(changed[0]?.split).toBeUndefined();
  });

  test('is no split when shares were bought for next to nothing while the price stayed', () => {
    const cheap = { averagePrice: 121.4, price: 0.3, maxPrice: 135 };
    const told = aTold({ quantity: 200, averagePrice: 60.85, price: 0.3 });
    expect(read([aKept(cheap)], [told]).changed[0]?.split).toBeUndefined();
  });

  test('is another position when it was sold and bought again in between', () => {
    const bought = plus(NOW, 10 * SECOND_MS);
    const { opened, closed, changed } = read([aKept()], [aTold({ openedAt: bought })]);
    expect(closed.map(({ id }) => id)).toEqual([7]);
    expect(opened).toMatchObject([{ openedAt: bought, maxPrice: 130 }]);
    expect(changed).toEqual([]);
  });

  test('is the same position when only the broker’s clock is ahead', () => {
    const ahead = plus(NOW, DAY_MS);
    const { seen, closed } = read([aKept({ openedAt: ahead })], [aTold({ openedAt: ahead })]);
    expect(closed).toEqual([]);
    expect(seen).toHaveLength(1);
  });
});

describe('what the broker no longer has', () => {
  test('is missing after one reading, and closed after two', () => {
    const once = read([aKept()], []);
    expect(once).toMatchObject({ missing: [{ missed: 1 }], closed: [] });
    const twice = read(once.missing, []);
    expect(twice).toMatchObject({ missing: [], closed: [{ id: 7 }] });
  });
});

describe('the maximum', () => {
  test('is not raised by a leap that one reading alone has', () => {
    const bad = read([aKept()], [aTold({ price: 1300 })]).seen[0];
    expect(bad).toMatchObject({ price: 1300, maxPrice: 135 });
    const good = read([aKept(bad)], [aTold({ price: 131 })]).seen[0];
    expect(good).toMatchObject({ price: 131, maxPrice: 135 });
  });

  test('follows a leap that the next reading confirms', () => {
    const first = read([aKept()], [aTold({ price: 200 })]).seen[0];
    expect(read([aKept(first)], [aTold({ price: 201 })]).seen).toMatchObject([{ maxPrice: 201 }]);
  });
});

const amounts = fc.double({ min: 0.01, max: 5_000, noNaN: true });
const tolds = fc.uniqueArray(
  fc.record({
    symbol: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
    quantity: fc.oneof(amounts, fc.constantFrom(0, -1, Number.NaN)),
    averagePrice: amounts,
    price: fc.option(amounts, { nil: undefined }),
    available: amounts,
  }),
  { selector: (one) => one.symbol },
);

/** Writes down what came of a reading, as the database would. */
function written(kept: readonly Kept[], outcome: ReturnType<typeof reconcile>): readonly Kept[] {
  const gone = new Set(outcome.closed.map(({ id }) => id));
  const next = new Map(
    kept.filter(({ position }) => !gone.has(position.id)).map((one) => [one.position.symbol, one]),
  );
  const put = (held: Held): void => {
    const id = next.get(held.symbol)?.position.id ?? Math.random();
    next.set(held.symbol, { position: { ...held, id, closedAt: undefined }, missed: 0 });
  };
  for (const held of outcome.opened) put(held);
  for (const { after } of outcome.changed) put(after);
  for (const held of outcome.seen) put(held);
  for (const one of outcome.missing) next.set(one.position.symbol, one);
  return [...next.values()];
}

test('whatever is told, every symbol ends in exactly one place, and the broker’s quantities win', () => {
  fc.assert(
    fc.property(fc.array(tolds, { maxLength: 8 }), (readings) => {
      let kept: readonly Kept[] = [];
      readings.forEach((told, i) => {
        const outcome = read(
          kept,
          told.map((one) => aTold(one)),
          plus(NOW, i * SECOND_MS),
        );
        const { opened, changed, seen, missing, closed } = outcome;
        const held = [...opened, ...changed.map(({ after }) => after), ...seen];
        const valid = told.filter(({ quantity }) => quantity > 0);
        expect(held.map((one) => one.symbol).sort()).toEqual(valid.map((o) => o.symbol).sort());
        for (const one of held) {
          expect(one.quantity).toBe(valid.find(({ symbol }) => symbol === one.symbol)?.quantity);
          expect(one.available).toBeLessThanOrEqual(one.quantity);
          expect(one.maxPrice).toBeGreaterThan(0);
        }
        expect(missing.length + closed.length).toBe(
          kept.filter(({ position }) => held.every(({ symbol }) => symbol !== position.symbol))
            .length,
        );
        kept = written(kept, outcome);
      });
    }),
  );
});

test('readings that say the same again change nothing more', () => {
  fc.assert(
    fc.property(tolds, (told) => {
      const positions = told.map((one) => aTold(one));
      const once = written([], read([], positions));
      const { opened, changed, missing, closed } = read(once, positions);
      expect({ opened, changed, missing, closed }).toEqual({
        opened: [],
        changed: [],
        missing: [],
        closed: [],
      });
    }),
  );
});

test('a split by any ratio leaves the maximum’s distance to the average as it was', () => {
  const ratios = fc.constantFrom(2, 3, 4, 10, 20, 1.5, 0.5, 0.1, 0.05);
  fc.assert(
    fc.property(ratios, amounts, amounts, (factor, averagePrice, quantity) => {
      const before = aKept({
        averagePrice,
        quantity,
        price: averagePrice,
        maxPrice: averagePrice * 1.2,
      });
      const told = aTold({
        quantity: quantity * factor,
        averagePrice: averagePrice / factor,
        price: averagePrice / factor,
      });
      const [change] = read([before], [told]).changed;
      expect(change?.split).toBeCloseTo(factor, 6);
      const { maxPrice, averagePrice: average } = change?.after ?? { maxPrice: 0, averagePrice: 1 };
      expect(maxPrice / average).toBeCloseTo(1.2, 6);
    }),
  );
});

test('while nothing is bought, sold or split, the maximum never falls', () => {
  fc.assert(
    fc.property(fc.array(amounts, { minLength: 1, maxLength: 30 }), (prices) => {
      let kept = aKept();
      for (const price of prices) {
        const [held] = read([kept], [aTold({ price })]).seen;
        expect(held?.maxPrice).toBeGreaterThanOrEqual(kept.position.maxPrice);
        if (held !== undefined) kept = aKept(held);
      }
    }),
  );
});
