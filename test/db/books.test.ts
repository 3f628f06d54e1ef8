import { expect, test } from 'vitest';
import { PLAIN_BOOK } from '../../src/core/book.ts';
import type { BrokerOrder } from '../../src/core/broker.ts';
import { userId } from '../../src/core/people.ts';
import { MINUTE_MS, plus } from '../../src/core/time.ts';
import type { Trade } from '../../src/core/trade.ts';
import { createStore } from '../../src/db/store.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { aHolding, HOLDER, keepAccount } from '../support/holding.ts';
import { aTicker } from '../support/ticker.ts';

const LATER = plus(NOW, MINUTE_MS);
const OTHER = userId(777);

test('an account is read back as it was written', () => {
  const { db, store } = aDatabase();
  const id = keepAccount(store);
  store.accounts.setSealed(id, 'v1.a.b');
  store.accounts.setShape(id, 'current');
  store.accounts.identify(id, { remoteId: 'R-2', currency: 'GBP' });
  store.accounts.setWorth(id, { total: 10_500.5, freeCash: 20, realised: -3, at: NOW });
  store.accounts.setPositionsAt(id, LATER);
  store.accounts.setTrouble(id, { why: 'no answer', since: NOW, isTold: true });
  store.accounts.rename(id, 'ISA');
  const kept = store.accounts.get(id);
  expect(kept).toEqual({
    id,
    user: HOLDER,
    name: 'ISA',
    broker: 'trading212',
    stage: 'demo',
    remoteId: 'R-2',
    currency: 'GBP',
    worth: { total: 10_500.5, freeCash: 20, realised: -3, at: NOW },
    positionsAt: LATER,
    trouble: { why: 'no answer', since: NOW, isTold: true },
  });
  const afresh = createStore(db).accounts;
  expect(afresh.get(id)).toEqual(kept);
  expect(afresh.sealed(id)).toBe('v1.a.b');
  expect(afresh.keys(id)).toEqual({ origin: 'chat', sealed: 'v1.a.b', shape: 'current' });
  expect(afresh.byName(HOLDER, 'isa')?.id).toBe(id);
});

test('a removed account is out of sight with its positions until it is restored', () => {
  const { store } = aDatabase();
  const accountId = keepAccount(store);
  const held = store.positions.put(aHolding({ accountId }));
  store.accounts.remove(accountId, NOW);
  expect(store.accounts.ofUser(HOLDER)).toEqual([]);
  expect(store.positions.onTicker(aTicker('NVDA'))).toEqual([]);
  expect(store.positions.get(held)).toBeDefined();
  expect(store.accounts.restore(accountId)).toBe(true);
  expect(store.positions.ofUser(HOLDER).map(({ id }) => id)).toEqual([held]);
  expect(store.accounts.restore(accountId)).toBe(false);
});

test('an account whose name was given away meanwhile is not restored', () => {
  const { store } = aDatabase();
  const first = keepAccount(store);
  store.accounts.remove(first, NOW);
  keepAccount(store);
  expect(store.accounts.restore(first)).toBe(false);
});

test('the credentials of a removed account are dropped in time', () => {
  const { store } = aDatabase();
  const id = keepAccount(store);
  store.accounts.setSealed(id, 'v1.a.b');
  store.accounts.remove(id, NOW);
  store.accounts.prune(NOW);
  store.accounts.restore(id);
  expect(store.accounts.sealed(id)).toBe('v1.a.b');
  store.accounts.remove(id, NOW);
  store.accounts.prune(LATER);
  store.accounts.restore(id);
  expect(store.accounts.sealed(id)).toBeUndefined();
});

test('a position is one row while it is held, and another when it is bought again', () => {
  const { db, store } = aDatabase();
  const accountId = keepAccount(store);
  const id = store.positions.put(aHolding({ accountId }));
  expect(store.positions.put(aHolding({ accountId, quantity: 60 }))).toBe(id);
  expect(createStore(db).positions.get(id)).toEqual({
    ...aHolding({ accountId, quantity: 60 }),
    id,
    closedAt: undefined,
  });
  expect(store.positions.close(id, { at: LATER, why: 'sold' })).toBe(true);
  expect(store.positions.close(id, { at: LATER, why: 'sold' })).toBe(false);
  const again = store.positions.put(aHolding({ accountId }));
  expect(again).not.toBe(id);
  expect(store.positions.reopen(id)).toBe(false);
  expect(store.positions.closedOf(accountId)).toMatchObject([{ id, closedAt: LATER, why: 'sold' }]);
});

test('a closing can be taken back', () => {
  const { store } = aDatabase();
  const accountId = keepAccount(store);
  const id = store.positions.put(aHolding({ accountId }));
  store.positions.close(id, { at: LATER, why: 'sold' });
  expect(store.positions.reopen(id)).toBe(true);
  expect(store.positions.open().map((one) => one.id)).toEqual([id]);
});

test('prices, the maximum and the count of misses are kept beyond a restart', () => {
  const { db, store } = aDatabase();
  const id = store.positions.put(aHolding({ accountId: keepAccount(store) }));
  store.positions.setPrice(id, { price: 140, at: LATER });
  expect(store.positions.raiseMax(id, { price: 134, at: LATER })).toBe(false);
  expect(store.positions.raiseMax(id, { price: 140, at: LATER })).toBe(true);
  store.positions.setMissed(id, 1);
  const afresh = createStore(db).positions;
  expect(afresh.get(id)).toMatchObject({
    price: 140,
    priceAt: LATER,
    maxPrice: 140,
    maxAt: LATER,
  });
  expect(afresh.get(id)).toEqual(store.positions.get(id));
  expect(afresh.missed(id)).toBe(1);
  afresh.put(aHolding());
  expect(afresh.missed(id)).toBe(0);
});

test('what a failed transaction wrote is not remembered', () => {
  const { store } = aDatabase();
  const accountId = keepAccount(store);
  const id = store.positions.put(aHolding({ accountId }));
  expect(() =>
    store.transact(() => {
      store.positions.setPrice(id, { price: 1, at: LATER });
      store.accounts.rename(accountId, 'other');
      throw new Error('cut');
    }),
  ).toThrow('cut');
  expect(store.positions.get(id)?.price).toBe(130);
  expect(store.accounts.get(accountId)?.name).toBe('main');
});

const aTrade = (wish: Partial<Trade>): Omit<Trade, 'id'> => ({
  accountId: 1,
  positionId: undefined,
  remoteId: 'O-1',
  symbol: 'NVDA_US_EQ',
  ticker: aTicker('NVDA'),
  side: 'sell',
  quantity: 40,
  price: 131.2,
  currency: 'USD',
  realised: 392,
  initiatedFrom: 'IOS',
  at: NOW,
  ...wish,
});

test('a trade is known once, however often the broker tells of it', () => {
  const { store } = aDatabase();
  const accountId = keepAccount(store);
  expect(store.trades.add(aTrade({ accountId }))).toBe(true);
  expect(store.trades.add(aTrade({ accountId, quantity: 41 }))).toBe(false);
  store.trades.add(aTrade({ accountId, remoteId: 'O-2', at: LATER, side: 'buy' }));
  expect(store.trades.ofAccount(accountId).map((one) => one.remoteId)).toEqual(['O-2', 'O-1']);
  expect(store.trades.ofUser(HOLDER, { since: LATER })).toHaveLength(1);
  expect(store.trades.ofUser(OTHER)).toEqual([]);
  expect(store.trades.lastAt(accountId)).toBe(LATER);
  expect(store.trades.ofAccount(accountId)[1]).toEqual({ id: 1, ...aTrade({ accountId }) });
});

test('pending orders are those of the last reading', () => {
  const { store } = aDatabase();
  const accountId = keepAccount(store);
  const order: BrokerOrder = {
    id: '7',
    symbol: 'NVDA_US_EQ',
    side: 'sell',
    kind: 'stop',
    status: 'pending',
    quantity: 10,
    filled: 0,
    limitPrice: undefined,
    stopPrice: 118,
    fillPrice: undefined,
    currency: 'USD',
    initiatedFrom: 'IOS',
    createdAt: NOW,
    realised: undefined,
  };
  store.brokerOrders.replace(accountId, [order, { ...order, id: '8' }], NOW);
  store.brokerOrders.replace(accountId, [order], LATER);
  expect(store.brokerOrders.ofAccount(accountId)).toEqual([{ ...order, seenAt: LATER }]);
});

test('a book keeps its settings and where its risk stands apart', () => {
  const { store } = aDatabase();
  expect(store.books.get(HOLDER)).toEqual(PLAIN_BOOK);
  expect(store.books.riskStage(HOLDER)).toBeUndefined();
  store.books.setRiskStage(HOLDER, { stage: 'beyond', seq: 2, at: NOW });
  store.books.put(HOLDER, { ...PLAIN_BOOK, totalRiskPct: 7, macd: [12, 26, 9] });
  expect(store.books.get(HOLDER)).toEqual({ ...PLAIN_BOOK, totalRiskPct: 7, macd: [12, 26, 9] });
  expect(store.books.riskStage(HOLDER)).toEqual({ stage: 'beyond', seq: 2, at: NOW });
});

test('a person who is erased takes their accounts and their book along', () => {
  const { store } = aDatabase();
  const own = keepAccount(store);
  const other = keepAccount(store, { user: OTHER });
  store.positions.put(aHolding({ accountId: own }));
  store.positions.put(aHolding({ accountId: other }));
  store.books.put(HOLDER, { ...PLAIN_BOOK, riskPct: 1 });
  store.erase.person(HOLDER, 1);
  expect(store.accounts.all().map(({ id }) => id)).toEqual([other]);
  expect(store.positions.open()).toHaveLength(1);
  expect(store.books.get(HOLDER)).toEqual(PLAIN_BOOK);
});
