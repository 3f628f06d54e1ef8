import { expect, test } from 'vitest';
import type { Quote } from '../../src/core/market.ts';
import type { BarsReply, BarsWish } from '../../src/core/ports/market-data.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plus, type Instant } from '../../src/core/time.ts';
import type { Store } from '../../src/db/store.ts';
import { equity } from '../../src/scanners/equity.ts';
import { fxRates } from '../../src/scanners/fx.ts';
import { aHolding, anAccount, aSale } from '../support/books.ts';
import { aDatabase, CHAT, NOW } from '../support/database.ts';
import { aQuote } from '../support/quote.ts';
import { aTicker } from '../support/ticker.ts';

const POUND = aTicker('GBPUSD=X');
const EURO = aTicker('EURUSD=X');

type Desk = {
  readonly store: Store;
  readonly clock: { now: Instant };
  readonly asked: (readonly Ticker[])[];
  readonly barsAsked: BarsWish[];
  readonly quotes: Map<Ticker, Quote>;
  readonly answer: { bars: BarsReply };
  readonly run: () => Promise<readonly string[]>;
};

function aDesk(): Desk {
  const { store } = aDatabase();
  const clock = { now: NOW };
  const asked: (readonly Ticker[])[] = [];
  const barsAsked: BarsWish[] = [];
  const quotes = new Map<Ticker, Quote>();
  const answer: { bars: BarsReply } = { bars: { kind: 'unknown' } };
  const run = fxRates({
    store,
    clock: () => clock.now,
    market: {
      quotes(tickers) {
        asked.push(tickers);
        return Promise.resolve({ quotes, unknown: [], failures: [] });
      },
      bars(wish) {
        barsAsked.push(wish);
        return Promise.resolve(answer.bars);
      },
      suggest: () => Promise.resolve([]),
    },
  });
  return { store, clock, asked, barsAsked, quotes, answer, run };
}

function rate(ticker: Ticker, price: number, fields: Partial<Quote> = {}): Quote {
  return { ...aQuote({ ticker, price, at: NOW }), ...fields };
}

test('books in one currency ask for no rate', async () => {
  const desk = aDesk();
  const id = anAccount(desk.store, { user: 1, currency: 'GBP', at: NOW });
  aHolding(desk.store, id, { at: NOW, currency: 'GBP' });
  expect(await desk.run()).toEqual([]);
  expect(desk.asked).toEqual([]);
});

test('the rates of all currencies that books are in are kept by day, once an hour', async () => {
  const desk = aDesk();
  const id = anAccount(desk.store, { user: 1, currency: 'GBP', at: NOW });
  aHolding(desk.store, id, { at: NOW, currency: 'EUR' });
  desk.quotes.set(POUND, rate(POUND, 1.25)).set(EURO, rate(EURO, 1.1));
  expect(await desk.run()).toEqual([]);
  expect(desk.asked).toEqual([[POUND, EURO]]);
  expect(desk.store.fx.rate('GBP', 'USD', '2026-01-05')).toMatchObject({ rate: 1.25, at: NOW });
  expect(desk.store.fx.rate('EUR', 'USD', '2026-01-09')?.day).toBe('2026-01-05');
  expect(desk.store.fx.rate('EUR', 'USD', '2026-01-04')).toBeUndefined();
  desk.clock.now = plus(NOW, 5 * MINUTE_MS);
  await desk.run();
  expect(desk.asked).toHaveLength(1);
  desk.clock.now = plus(NOW, HOUR_MS);
  desk.quotes.set(POUND, rate(POUND, 1.26, { at: desk.clock.now }));
  await desk.run();
  expect(desk.store.fx.rate('GBP', 'USD', '2026-01-05')?.rate).toBe(1.26);
  expect(desk.store.fx.on('2026-01-05')('GBP', 'USD')).toMatchObject({ rate: 1.26 });
});

test.each([
  { what: 'nobody told it', fields: undefined, why: 'nobody told it' },
  { what: 'it is zero', fields: { price: 0 }, why: 'no number above zero' },
  { what: 'it is in another currency', fields: { currency: 'CHF' }, why: 'told in CHF' },
  { what: 'it is a week old', fields: { at: plus(NOW, -7 * DAY_MS) }, why: 'not of these days' },
  { what: 'it jumped', fields: { price: 125 }, why: 'jumped from 1.25 to 125' },
])('a rate is not kept when $what, and the last one stays', async ({ fields, why }) => {
  const desk = aDesk();
  const id = anAccount(desk.store, { user: 1, currency: 'GBP', at: NOW });
  aHolding(desk.store, id, { at: NOW });
  const before = { base: 'GBP', quote: 'USD', day: '2026-01-02', source: 'test' };
  desk.store.fx.put({ ...before, rate: 1.25, at: plus(NOW, -3 * DAY_MS) });
  if (fields !== undefined) desk.quotes.set(POUND, rate(POUND, 1.25, fields));
  expect((await desk.run()).join()).toContain(`GBP in USD: `);
  expect((await desk.run()).join()).toBe('');
  const failures = await fxAgain(desk);
  expect(failures.join()).toContain(why);
  expect(desk.store.fx.rate('GBP', 'USD', '2026-01-05')).toMatchObject({
    rate: 1.25,
    day: '2026-01-02',
  });
});

async function fxAgain(desk: Desk): Promise<readonly string[]> {
  desk.clock.now = plus(desk.clock.now, HOUR_MS);
  return desk.run();
}

test('rates of the past come in as far back as there are trades, today’s bar left out', async () => {
  const desk = aDesk();
  const id = anAccount(desk.store, { user: 1, currency: 'GBP', at: NOW });
  aSale(desk.store, id, { at: plus(NOW, -60 * DAY_MS) });
  aHolding(desk.store, id, { at: NOW });
  desk.quotes.set(POUND, rate(POUND, 1.25, { at: plus(NOW, -5 * HOUR_MS) }));
  const midnights = ['2025-11-06', '2025-11-07', '2026-01-05'].map((day) =>
    Date.parse(`${day}T00:00Z`),
  );
  const column = Float64Array.from([1.3, 1.31, 9]);
  const bars = { open: column, high: column, low: column, close: column, volume: column };
  desk.answer.bars = {
    kind: 'bars',
    source: 'test',
    bars: { ...bars, openedAt: Float64Array.from(midnights) },
    actions: [],
    sessionEndsAt: undefined,
  };
  expect(await desk.run()).toEqual([]);
  expect(desk.barsAsked).toMatchObject([{ ticker: POUND, timeframe: '1d' }]);
  expect(desk.store.fx.rate('GBP', 'USD', '2025-11-06')?.rate).toBe(1.3);
  expect(desk.store.fx.rate('GBP', 'USD', '2025-12-24')).toMatchObject({
    rate: 1.31,
    day: '2025-11-07',
  });
  expect(desk.store.fx.rate('GBP', 'USD', '2026-01-05')?.rate).toBe(1.25);
  desk.clock.now = plus(NOW, HOUR_MS);
  await desk.run();
  expect(desk.barsAsked).toHaveLength(1);
});

test('the last look of a day is what stays of it, in the zone of its person', () => {
  const { store } = aDatabase();
  store.chats.setZone(CHAT, 'Asia/Tokyo');
  const evening = instant(Date.UTC(2026, 0, 5, 14));
  const id = anAccount(store, { user: CHAT, total: 1_000, at: evening });
  aHolding(store, id, { at: evening });
  const look = (now: Instant) => equity({ store, clock: () => now, defaultZone: 'UTC' });
  look(evening);
  store.accounts.setWorth(id, {
    total: 1_100,
    freeCash: 1,
    realised: 2,
    at: plus(evening, HOUR_MS / 2),
  });
  look(plus(evening, HOUR_MS / 2));
  store.accounts.setWorth(id, {
    total: 1_200,
    freeCash: 1,
    realised: 2,
    at: plus(evening, 2 * HOUR_MS),
  });
  look(plus(evening, 2 * HOUR_MS));
  // Nothing new for days: what is old is not taken for today's.
  look(plus(evening, 5 * DAY_MS));
  expect(store.equity.ofAccount(id)).toMatchObject([
    { day: '2026-01-05', total: 1_100, realised: 2, unrealised: 200 },
    { day: '2026-01-06', total: 1_200 },
  ]);
});

test('what is kept by hand is worth what is held, and nothing is written while a price is missing', () => {
  const { store } = aDatabase();
  const id = anAccount(store, { user: 1, broker: 'manual', currency: 'USD', at: NOW });
  const look = () => equity({ store, clock: () => NOW, defaultZone: 'UTC' });
  look();
  const wish = { at: NOW, profit: undefined };
  aHolding(store, id, { ...wish, price: undefined });
  look();
  expect(store.equity.ofAccount(id)).toEqual([]);
  aHolding(store, id, wish);
  aSale(store, id, { at: NOW });
  look();
  expect(store.equity.ofAccount(id)).toMatchObject([
    { total: 1_200, freeCash: 0, realised: 50, unrealised: 200 },
  ]);
});
