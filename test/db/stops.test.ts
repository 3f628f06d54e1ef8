import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import type { NewStop } from '../../src/db/stops.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { aHolding, HOLDER, keepAccount } from '../support/holding.ts';

const LATER = instant(NOW + 60_000);

function desk() {
  const { store } = aDatabase();
  const accountId = keepAccount(store);
  const positionId = store.positions.put(aHolding({ accountId }));
  const plain: NewStop = {
    positionId,
    terms: { kind: 'trail', pct: 10 },
    price: 120,
    stage: 'watching',
    by: HOLDER,
  };
  const set = (wish: Partial<NewStop> = {}) => store.stops.set({ ...plain, ...wish }, NOW);
  return { store, accountId, positionId, set };
}

test('a stop is raised and never lowered', () => {
  const { store, positionId, set } = desk();
  const id = set();
  expect(store.stops.move(id, 121, LATER)).toBe(true);
  expect(store.stops.move(id, 120.5, LATER)).toBe(false);
  expect(store.stops.live(positionId)).toMatchObject({ price: 121, movedAt: LATER });
});

test('a new one takes the place of the one before, which stays in the history and can come back', () => {
  const { store, positionId, set } = desk();
  const first = set();
  const second = set({ terms: { kind: 'fixed', price: 130 }, price: 130 });
  expect(store.stops.live(positionId)?.id).toBe(second);
  expect(store.stops.history(positionId).map(({ id, endedAt }) => [id, endedAt])).toEqual([
    [second, undefined],
    [first, NOW],
  ]);
  expect(store.stops.reopen(first)).toBe(false);
  expect(store.stops.end(second, LATER)).toBe(true);
  expect(store.stops.end(second, LATER)).toBe(false);
  expect(store.stops.reopen(first)).toBe(true);
  expect(store.stops.live(positionId)).toMatchObject({ id: first, price: 120 });
});

test('those of closed positions and removed accounts are out of sight, and come back with them', () => {
  const { store, accountId, positionId, set } = desk();
  set();
  expect(store.stops.ofUser(HOLDER)).toHaveLength(1);
  store.positions.close(positionId, { at: LATER, why: 'sold' });
  expect(store.stops.allLive()).toEqual([]);
  store.positions.reopen(positionId);
  store.accounts.remove(accountId, LATER);
  expect(store.stops.ofUser(HOLDER)).toEqual([]);
  store.accounts.restore(accountId);
  expect(store.stops.allLive()).toHaveLength(1);
});
