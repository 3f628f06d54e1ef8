import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPaper } from '../../src/broker/paper.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { Quote } from '../../src/core/market.ts';
import type { Broker } from '../../src/core/ports/broker.ts';
import { userId } from '../../src/core/people.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plus, type Instant } from '../../src/core/time.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { convert } from '../../src/portfolio/currency.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { aQuote } from '../support/quote.ts';
import { aTicker } from '../support/ticker.ts';

const NVDA = aTicker('NVDA');
const VOD = aTicker('VOD.L');
const EVER = instant(0);

type Desk = {
  readonly store: Store;
  readonly id: number;
  readonly clock: { now: Instant };
  /** Prices of now; a price of `undefined` is one that nobody can tell. */
  price(ticker: Ticker, price: number | undefined, fields?: Parameters<typeof aQuote>[0]): void;
  open(): Broker;
  /** As after a restart: nothing is left but the file. */
  reopen(): Broker;
};

/** A paper account in dollars with 10,000 of them and 100 NVDA bought at 120. */
function aDesk(currency = 'USD'): Desk {
  const { db, store } = aDatabase();
  const clock = { now: NOW };
  const quotes = new Map<Ticker, Quote>();
  const account = { user: userId(7), name: 'Paper', broker: 'paper', stage: 'paper' } as const;
  const id = store.accounts.add(
    { ...account, origin: 'chat', remoteId: undefined, currency, shape: undefined },
    NOW,
  );
  store.paper.addCash(id, 22_000);
  store.paper.buy(
    id,
    { ticker: NVDA, quantity: 100, price: 120, currency: 'USD', cost: 12_000 },
    plus(NOW, -30 * DAY_MS),
  );
  const openWith = (from: Store) =>
    createPaper({
      paperBook: from.paper.bookOf,
      market: {
        quotes: (tickers) =>
          Promise.resolve({
            quotes: new Map([...quotes].filter(([ticker]) => tickers.includes(ticker))),
            unknown: [],
            failures: [],
          }),
      },
      calendar: createCalendar(),
      clock: () => clock.now,
      convert: (money, to) =>
        convert(money, to, from.fx.on(new Date(clock.now).toISOString().slice(0, 10)))?.amount,
    }).open({ id, kind: 'paper', stage: 'paper', credentials: undefined, shape: undefined });
  return {
    store,
    id,
    clock,
    price(ticker, price, fields = {}) {
      if (price === undefined) quotes.delete(ticker);
      else quotes.set(ticker, aQuote({ ticker, price, at: clock.now, ...fields }));
    },
    open: () => openWith(store),
    reopen: () => openWith(createStore(db)),
  };
}

async function valueOf<T>(asking: Promise<{ kind: string; value?: T }>): Promise<T> {
  const { value } = await asking;
  if (value === undefined) throw new Error('the broker had no answer');
  return value;
}

test('a market sale is filled at the last fresh price, with its time, and the money is there', async () => {
  const desk = aDesk();
  const quotedAt = plus(NOW, -MINUTE_MS);
  desk.price(NVDA, 150, { at: quotedAt });
  const broker = desk.open();
  const sold = await broker.sell({ symbol: 'NVDA', quantity: 40 });
  expect(sold).toMatchObject({
    kind: 'accepted',
    order: { status: 'filled', filled: 40, fillPrice: 150, realised: 1_200, createdAt: NOW },
  });
  expect(await valueOf(broker.positions())).toMatchObject([
    { symbol: 'NVDA', quantity: 60, available: 60, averagePrice: 120, price: 150 },
  ]);
  expect(await valueOf(broker.summary())).toMatchObject({
    currency: 'USD',
    cash: { free: 16_000 },
    totalValue: 25_000,
    invested: { value: 9_000, cost: 7_200, realised: 1_200, unrealised: 1_800 },
  });
  expect(desk.store.trades.ofAccount(desk.id)[0]).toMatchObject({
    remoteId: 'P1',
    side: 'sell',
    quantity: 40,
    price: 150,
    realised: 1_200,
    at: quotedAt,
  });
});

test.each([
  { what: 'the market is closed', at: plus(NOW, 9 * HOUR_MS), quotedAt: plus(NOW, 9 * HOUR_MS) },
  { what: 'the price is old', at: NOW, quotedAt: plus(NOW, -3 * MINUTE_MS) },
  { what: 'nobody tells a price', at: NOW, quotedAt: undefined },
])(
  'a market sale rests while $what, and is filled at the first fresh price',
  async ({ at, quotedAt }) => {
    const desk = aDesk();
    desk.clock.now = at;
    if (quotedAt !== undefined) desk.price(NVDA, 150, { at: quotedAt });
    const broker = desk.open();
    expect(await broker.sell({ symbol: 'NVDA', quantity: 40 })).toMatchObject({
      kind: 'accepted',
      order: { id: 'P1', status: 'pending', filled: 0 },
    });
    const [held] = await valueOf(broker.positions());
    expect(held).toMatchObject({ quantity: 100, available: 60, price: undefined });
    desk.clock.now = plus(NOW, DAY_MS);
    desk.price(NVDA, 140);
    expect(await valueOf(desk.reopen().pending())).toEqual([]);
    expect(await valueOf(broker.history({ since: EVER }))).toMatchObject([
      { id: 'P1', status: 'filled', fillPrice: 140, kind: 'market' },
    ]);
  },
);

test('a stop rests over a restart, and is filled where the price has fallen to, not at its own', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const placed = await desk.open().placeStop({ symbol: 'NVDA', quantity: 100, price: 140 });
  expect(placed).toMatchObject({ kind: 'accepted', order: { status: 'pending', stopPrice: 140 } });
  desk.clock.now = plus(NOW, MINUTE_MS);
  desk.price(NVDA, 140.01);
  expect(await valueOf(desk.reopen().order('P1'))).toMatchObject({ kind: 'stop' });
  desk.clock.now = plus(NOW, 2 * MINUTE_MS);
  desk.price(NVDA, 131);
  const broker = desk.reopen();
  expect(await valueOf(broker.positions())).toEqual([]);
  expect(await broker.order('P1')).toMatchObject({ kind: 'failed', fault: 'not-found' });
  expect(await valueOf(broker.history({ since: NOW, symbol: 'NVDA' }))).toMatchObject([
    { status: 'filled', filled: 100, fillPrice: 131, stopPrice: 140, realised: 1_100 },
  ]);
  expect(await valueOf(broker.history({ since: NOW, symbol: 'AMD' }))).toEqual([]);
});

test('an old price fills no stop, however low', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const broker = desk.open();
  await broker.placeStop({ symbol: 'NVDA', quantity: 100, price: 140 });
  desk.price(NVDA, 100, { at: plus(NOW, -10 * MINUTE_MS) });
  expect(await valueOf(broker.pending())).toHaveLength(1);
  // A feed that runs late says so, and is as fresh as it can be.
  desk.price(NVDA, 100, { at: plus(NOW, -10 * MINUTE_MS), delayMs: 15 * MINUTE_MS });
  expect(await valueOf(broker.pending())).toHaveLength(0);
});

test.each([
  { what: 'more than is held', wish: { symbol: 'NVDA', quantity: 100.5 }, code: 'not-available' },
  { what: 'nothing', wish: { symbol: 'NVDA', quantity: 0 }, code: 'quantity' },
  { what: 'less than nothing', wish: { symbol: 'NVDA', quantity: -5 }, code: 'quantity' },
  { what: 'no number', wish: { symbol: 'NVDA', quantity: NaN }, code: 'quantity' },
  { what: 'what is not held', wish: { symbol: 'AMD', quantity: 1 }, code: 'not-held' },
])('$what is not sold', async ({ wish, code }) => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const broker = desk.open();
  expect(await broker.sell(wish)).toMatchObject({ kind: 'rejected', code });
  expect(await valueOf(broker.history({ since: EVER }))).toEqual([]);
});

test('what a resting stop has reserved is not sold beside it, until it is cancelled', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const broker = desk.open();
  await broker.placeStop({ symbol: 'NVDA', quantity: 70, price: 140 });
  expect(await broker.sell({ symbol: 'NVDA', quantity: 31 })).toMatchObject({
    kind: 'rejected',
    code: 'not-available',
  });
  expect(await valueOf(broker.cancel('P1'))).toBe('cancelled');
  expect(await valueOf(broker.cancel('P1'))).toBe('gone');
  expect(await valueOf(broker.cancel('nonsense'))).toBe('gone');
  expect(await broker.sell({ symbol: 'NVDA', quantity: 31 })).toMatchObject({ kind: 'accepted' });
  expect(await valueOf(broker.history({ since: EVER }))).toMatchObject([
    { id: 'P2', status: 'filled' },
    { id: 'P1', status: 'cancelled', filled: 0 },
  ]);
});

test('a stop above the price is not taken', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const placed = await desk.open().placeStop({ symbol: 'NVDA', quantity: 1, price: 150 });
  expect(placed).toMatchObject({ kind: 'rejected', code: 'stop-price' });
});

test('two sales of everything at once come to one', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const wish = { symbol: 'NVDA', quantity: 100 };
  const came = await Promise.all([desk.open().sell(wish), desk.open().sell(wish)]);
  expect(came.map(({ kind }) => kind).sort()).toEqual(['accepted', 'rejected']);
});

test('after a split the quantity follows, and what rested over it is cancelled', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const broker = desk.open();
  await broker.placeStop({ symbol: 'NVDA', quantity: 100, price: 140 });
  const at = plus(NOW, DAY_MS);
  desk.clock.now = plus(NOW, DAY_MS + MINUTE_MS);
  desk.store.actions.put(NVDA, [{ kind: 'split', at, numerator: 10, denominator: 1 }], NOW);
  desk.price(NVDA, 15);
  expect(await valueOf(broker.positions())).toMatchObject([
    { quantity: 1_000, available: 1_000, averagePrice: 12 },
  ]);
  expect(await valueOf(broker.history({ since: EVER }))).toMatchObject([{ status: 'cancelled' }]);
});

test('pence are pounds in an account of pounds, and dollars come in by the rate of the day', async () => {
  const desk = aDesk('GBP');
  const pence = { currency: 'GBp', instrument: { market: 'london', currency: 'GBp' } } as const;
  desk.store.paper.buy(
    desk.id,
    { ticker: VOD, quantity: 1_000, price: 0.7, currency: 'GBP', cost: 700 },
    plus(NOW, -DAY_MS),
  );
  desk.price(VOD, 77, pence);
  desk.price(NVDA, 150);
  const broker = desk.open();
  expect(await broker.summary()).toMatchObject({ kind: 'failed', fault: 'unavailable' });
  expect(await broker.sell({ symbol: 'NVDA', quantity: 1 })).toMatchObject({ code: 'no-rate' });
  expect(await broker.sell({ symbol: 'VOD.L', quantity: 500 })).toMatchObject({
    order: { fillPrice: 0.77, currency: 'GBP', realised: 35 },
  });
  desk.store.fx.put({
    base: 'GBP',
    quote: 'USD',
    day: '2026-01-02',
    rate: 1.25,
    source: 'test',
    at: NOW,
  });
  expect(await broker.sell({ symbol: 'NVDA', quantity: 1 })).toMatchObject({
    order: { fillPrice: 150, currency: 'USD', realised: 24 },
  });
});

test('the session is told by the calendar', async () => {
  const desk = aDesk();
  desk.price(NVDA, 150);
  const broker = desk.open();
  expect(await broker.session('NVDA', NOW)).toBe('open');
  expect(await broker.session('NVDA', plus(NOW, 9 * HOUR_MS))).toBe('closed');
  expect(await broker.session('AMD', NOW)).toBeUndefined();
});

test('whatever is ordered, no more is sold than was held, and money and shares agree', async () => {
  const step = fc.record({
    price: fc.integer({ min: 50, max: 200 }),
    kind: fc.constantFrom('sell', 'stop', 'cancel', 'look'),
    quantity: fc.double({ min: 0.001, max: 120, noNaN: true }),
    which: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const desk = aDesk();
      for (const { price, kind, quantity, which } of steps) {
        desk.clock.now = plus(desk.clock.now, 1_000);
        desk.price(NVDA, price);
        const broker = desk.open();
        const wish = { symbol: 'NVDA', quantity };
        if (kind === 'sell') await broker.sell(wish);
        else if (kind === 'stop') await broker.placeStop({ ...wish, price: 100 });
        else if (kind === 'cancel') await broker.cancel(`P${which}`);
        else await broker.pending();
      }
      const sales = desk.store.trades.ofAccount(desk.id).filter(({ side }) => side === 'sell');
      const sold = sales.reduce((sum, one) => sum + one.quantity, 0);
      const left = desk.store.paper.bookOf(desk.id).holdings(desk.clock.now)[0]?.quantity ?? 0;
      expect(sold).toBeLessThanOrEqual(100 + 1e-9);
      expect(sold + left).toBeCloseTo(100, 6);
      const took = sales.reduce((sum, one) => sum + one.quantity * one.price, 0);
      const cash = desk.store.paper.bookOf(desk.id).account()?.cash ?? NaN;
      expect(cash).toBeCloseTo(10_000 + took, 4);
    }),
    { numRuns: 25 },
  );
});
