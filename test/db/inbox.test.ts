import { expect, test } from 'vitest';
import { aDatabase, NOW } from '../support/database.ts';

const UPDATE = { updateId: 7, chatKey: 'chat:1', json: '{}' };

test('an update that comes twice is kept once', () => {
  const { store } = aDatabase();
  store.inbox.receive([UPDATE, { ...UPDATE, json: '{"again":true}' }], NOW);
  expect(store.inbox.waiting(10).map((row) => row.json)).toEqual(['{}']);
});

test('an effect and its being done are one: the second time nothing runs', () => {
  const { store } = aDatabase();
  store.inbox.receive([UPDATE], NOW);
  const change = () => store.meta.set('effect', (store.meta.get('effect') ?? '') + 'x');
  expect(store.inbox.commit(7, change, NOW)).toEqual({ result: undefined });
  expect(store.inbox.commit(7, change, NOW)).toBeUndefined();
  expect(store.meta.get('effect')).toBe('x');
});

test('an effect that fails leaves the update waiting', () => {
  const { store } = aDatabase();
  store.inbox.receive([UPDATE], NOW);
  const change = () => {
    store.meta.set('effect', 'half');
    throw new Error('broke');
  };
  expect(() => store.inbox.commit(7, change, NOW)).toThrow('broke');
  expect(store.meta.get('effect')).toBeUndefined();
  expect(store.inbox.depth()).toBe(1);
});

test('an update that is not in the inbox has no effect', () => {
  const { store } = aDatabase();
  expect(store.inbox.commit(99, () => store.meta.set('effect', 'x'), NOW)).toBeUndefined();
  expect(store.meta.get('effect')).toBeUndefined();
});

test('lower update ids are as welcome as higher ones, in the order of arrival', () => {
  const { store } = aDatabase();
  store.inbox.receive([UPDATE], NOW);
  store.inbox.receive([{ ...UPDATE, updateId: 3 }], NOW);
  expect(store.inbox.waiting(10).map((row) => row.updateId)).toEqual([7, 3]);
});
