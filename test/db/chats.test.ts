import { expect, test } from 'vitest';
import { aDatabase, CHAT, NOW } from '../support/database.ts';

test('zone, title and greeting of a chat change one by one', () => {
  const { store } = aDatabase();
  const before = store.chats.get(CHAT);
  store.chats.setTitle(CHAT, 'Desk');
  expect(store.chats.get(CHAT)).toEqual({ ...before, title: 'Desk' });
  store.chats.setZone(CHAT, 'Europe/Paris');
  store.chats.setGreeted(CHAT, NOW);
  expect(store.chats.get(CHAT)).toMatchObject({
    title: 'Desk',
    zone: 'Europe/Paris',
    greetedAt: NOW,
  });
});
