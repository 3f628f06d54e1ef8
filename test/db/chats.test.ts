import { expect, test } from 'vitest';
import { chatId } from '../../src/core/people.ts';
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

test.each([
  ['that was not known', false],
  ['that has a list of the same name', true],
])('the lists of a group go with it to a supergroup %s', (_what, isKnown) => {
  const { db, store } = aDatabase();
  const to = chatId(-1_009);
  const insert = db.sqlite.prepare('insert into named_list values (?, ?, 1, 1)');
  const add = db.sqlite.prepare('insert into list_ticker values (?, ?, ?, 1)');
  insert.run(CHAT, 'tech');
  for (const ticker of ['NVDA', 'AMD']) add.run(CHAT, 'tech', ticker);
  if (isKnown) {
    store.chats.add({ id: to, kind: 'group', title: 'Desk', linkedBy: undefined }, NOW);
    insert.run(to, 'tech');
    add.run(to, 'tech', 'AMD');
  }
  store.chats.move(CHAT, to);
  expect(store.lists.ofChat(to)).toEqual([{ name: 'tech', tickers: ['AMD', 'NVDA'] }]);
});
