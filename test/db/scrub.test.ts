import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { aDatabase, NOW } from '../support/database.ts';

const CORD = 'my-very-own-bell-cord';

test.each([1, 50, 500])(
  'of an update with the secret %i times in it nothing is left on the disk, nor of its neighbours',
  (times) => {
    const { store, path } = aDatabase();
    receive(store, times);
    expect(traces(path)).toContain('-wal');
    for (const updateId of [1, 2, 3]) store.inbox.commit(updateId, () => undefined, NOW);
    store.inbox.scrub();
    expect(traces(path)).toEqual([]);
    expect(store.inbox.depth()).toBe(0);
  },
);

test('what somebody reads meanwhile is emptied afterwards, and nobody waits for them', () => {
  const { db, store, path } = aDatabase();
  receive(store, 1);
  const reader = new Database(path, { readonly: true });
  reader.exec('begin');
  reader.prepare('select count(*) from inbox').get();
  store.inbox.commit(1, () => undefined, NOW);
  store.inbox.commit(2, () => undefined, NOW);
  store.inbox.commit(3, () => undefined, NOW);
  const before = performance.now();
  store.inbox.scrub();
  expect(performance.now() - before).toBeLessThan(1_000);
  expect(traces(path)).not.toEqual([]);
  reader.exec('commit');
  reader.close();
  store.inbox.scrub();
  expect(traces(path)).toEqual([]);
  expect(db.sqlite.pragma('busy_timeout', { simple: true })).toBe(2_000);
});

test('an update is kept as who, where and when, so that erasing a person still finds it', () => {
  const { db, store } = aDatabase();
  receive(store, 1);
  store.inbox.redact(2);
  const row: unknown = db.sqlite
    .prepare('select json from inbox where update_id = 2')
    .pluck()
    .get();
  expect(JSON.parse(String(row))).toEqual({
    update_id: 2,
    message: { message_id: 7, date: 1, chat: { id: 501 }, from: { id: 501, first_name: 'Ann' } },
  });
});

type Store = ReturnType<typeof aDatabase>['store'];

/** Three updates: a command, the same edited, and one that answers it. */
function receive(store: Store, times: number): void {
  const text = `/channels add bell ${`${CORD} `.repeat(times)}`;
  const head = { message_id: 7, date: 1, chat: { id: 501 }, from: { id: 501, first_name: 'Ann' } };
  const updates = [
    { update_id: 1, edited_message: { ...head, text, entities: [{ type: 'bot_command' }] } },
    { update_id: 2, message: { ...head, text, link_preview_options: { url: CORD } } },
    { update_id: 3, message: { ...head, text: 'why?', reply_to_message: { ...head, text } } },
  ];
  const rows = updates.map((update) => ({
    updateId: update.update_id,
    chatKey: '501',
    json: JSON.stringify(update),
  }));
  store.inbox.receive(rows, NOW);
}

/** The files of the database in which the secret stands. */
function traces(path: string): readonly string[] {
  return ['', '-wal'].filter((end) => readFileSync(`${path}${end}`, 'latin1').includes(CORD));
}
