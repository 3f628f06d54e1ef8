import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../src/db/store.ts';
import type { Db } from '../../src/db/open.ts';
import { aDatabase, NOW } from '../support/database.ts';

type Entry = { action: string; subject: string; before?: string; after?: string };

function fill({ audit }: Store, rows: number): void {
  for (let n = 1; n <= rows; n++)
    audit.add(
      { user: n as never, action: 'role', subject: `s${n}`, before: 'none', after: 'x' },
      NOW,
    );
}

/** What somebody with the file in their hands can do. */
function tamper({ sqlite }: Db, sql: string): void {
  sqlite.exec(`drop trigger audit_no_update; drop trigger audit_no_delete; ${sql}`);
}

test('rows cannot be changed or deleted by ordinary means', () => {
  const { db, store } = aDatabase();
  fill(store, 2);
  expect(() => db.sqlite.exec("update audit set after = 'owner'")).toThrow(/append-only/);
  expect(() => db.sqlite.exec('delete from audit where id = 1')).toThrow(/append-only/);
  expect(store.audit.verify()).toBeUndefined();
});

test.each([
  ['another value', "update audit set after = 'owner' where id = 3", { id: 3, why: 'changed' }],
  ['another person', 'update audit set user_id = 9 where id = 2', { id: 2, why: 'changed' }],
  ['another time', 'update audit set at = at + 1 where id = 1', { id: 1, why: 'changed' }],
  ['another update', 'update audit set update_id = 5 where id = 4', { id: 4, why: 'changed' }],
  ['a new hash', "update audit set hash = 'f' where id = 5", { id: 5, why: 'changed' }],
  ['no hash', 'update audit set hash = null where id = 4', { id: 4, why: 'unsealed' }],
  ['a row out of the middle', 'delete from audit where id = 3', { id: 4, why: 'missing' }],
  ['the newest row gone', 'delete from audit where id = 6', { id: 6, why: 'missing' }],
  ['the oldest row gone', 'delete from audit where id = 1', { id: 2, why: 'missing' }],
])('%s is found at its row', (_what, sql, broken) => {
  const { db, store } = aDatabase();
  fill(store, 6);
  tamper(db, sql);
  expect(store.audit.verify()).toEqual(broken);
  fill(store, 3);
  expect(store.audit.verify()?.id).toBeLessThanOrEqual(broken.id + 1);
});

test('rows from before there was a chain are sealed by the first row after them', () => {
  const { db, store } = aDatabase();
  db.sqlite.exec(
    "insert into audit(at, action, subject) values (1, 'link', 'a'), (2, 'link', 'b')",
  );
  expect(store.audit.verify()).toBeUndefined();
  fill(store, 2);
  expect(store.audit.verify()).toBeUndefined();
  tamper(db, "update audit set subject = 'c' where id = 1");
  expect(store.audit.verify()).toEqual({ id: 3, why: 'changed' });
});

test('what a failed transaction wrote leaves no gap', () => {
  const { store } = aDatabase();
  fill(store, 1);
  const failing = () =>
    store.transact(() => {
      fill(store, 2);
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  fill(store, 2);
  expect(store.audit.verify()).toBeUndefined();
  expect(store.audit.readOn().rows).toBe(3);
});

test('whatever is written, it reads back as it was sealed', () => {
  const { store } = aDatabase();
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const odd = fc.oneof(text, fc.constantFrom('\ud800', 'a\udc00', '\0', '"', '\u2028', '\ufeffx'));
  const entry = fc.record<Entry>(
    { action: odd, subject: odd, before: odd, after: odd },
    { requiredKeys: ['action', 'subject'] },
  );
  fc.assert(
    fc.property(entry, fc.option(fc.integer()), (one, user) => {
      store.audit.add({ ...one, user: (user ?? undefined) as never, updateId: 7 }, NOW);
    }),
  );
  expect(store.audit.verify()).toBeUndefined();
});

test('a long log is read in parts', () => {
  const { db, store } = aDatabase();
  store.transact(() => fill(store, 4_500));
  expect(store.audit.readOn()).toMatchObject({ rows: 2_000, isDone: false });
  tamper(db, "update audit set after = 'owner' where id = 4400");
  expect(store.audit.verify()).toEqual({ id: 4_400, why: 'changed' });
});

test('rows name the person and update that are being committed', () => {
  const { db, store } = aDatabase();
  store.audit.causedBy({ user: 12 as never, updateId: 34 }, () => {
    store.audit.add({ action: 'a', subject: 's' }, NOW);
    store.audit.add({ user: undefined, action: 'b', subject: 's', updateId: 5 }, NOW);
  });
  store.audit.add({ action: 'c', subject: 's' }, NOW);
  expect(db.sqlite.prepare('select user_id, update_id from audit').raw().all()).toEqual([
    [12, 34],
    [null, 5],
    [null, null],
  ]);
});

test('a row costs microseconds', () => {
  const { store } = aDatabase();
  store.transact(() => fill(store, 200));
  const begun = performance.now();
  store.transact(() => fill(store, 2_000));
  // Some 15 µs here; a busy machine may need many times that.
  expect((performance.now() - begun) / 2_000).toBeLessThan(0.5);
});
