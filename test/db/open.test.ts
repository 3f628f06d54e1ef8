import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openDb } from '../../src/db/open.ts';
import { aDatabase, aFolder, MIGRATIONS } from '../support/database.ts';

test('commits reach the disk, journal and foreign keys are as asked, also on reopening', () => {
  const path = join(aFolder(), 'deep', 'er', 'test.db');
  for (const _again of [1, 2]) {
    const db = openDb(path, MIGRATIONS);
    expect(db.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    db.close();
  }
});

test('a second instance on the same file refuses to start and says what to do', () => {
  const { path } = aDatabase();
  expect(() => openDb(path, MIGRATIONS)).toThrow(
    /Another Bellwether is already using .*DATABASE_PATH/,
  );
});

test('the lock goes with its process, however that ends', () => {
  const path = join(aFolder(), 'test.db');
  const script = `
    const { openDb } = await import(${JSON.stringify(join(MIGRATIONS, '..', 'src', 'db', 'open.ts'))});
    openDb(${JSON.stringify(path)}, ${JSON.stringify(MIGRATIONS)});
    process.kill(process.pid, 'SIGKILL');`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(ended.signal).toBe('SIGKILL');
  const db = openDb(path, MIGRATIONS);
  expect(db.sqlite.pragma('quick_check', { simple: true })).toBe('ok');
  db.close();
});

test.each(['yes', 'no'])(
  'a damaged file is noticed, and nothing is changed (clean stop: %s)',
  (clean) => {
    const path = join(aFolder(), 'test.db');
    const db = openDb(path, MIGRATIONS);
    const insert = db.sqlite.prepare(
      'insert into quote_sample(ticker, at, price) values (?, ?, 1.5)',
    );
    db.transact(() => {
      for (let i = 0; i < 20_000; i++) insert.run(`T${i % 500}`, i);
    });
    db.close();
    const raw = new Database(path);
    raw.prepare("update meta set value = ? where key = 'clean_stop'").run(clean);
    raw.close();
    const file = openSync(path, 'r+');
    for (let page = 30; page < 60; page++)
      writeSync(file, Buffer.alloc(512, 0x5a), 0, 512, page * 4096);
    closeSync(file);
    expect(() => openDb(path, MIGRATIONS)).toThrow(/is damaged .*Restore the newest backup/);
  },
);

test('every table is STRICT and refuses values outside its closed sets', () => {
  const { db } = aDatabase();
  const loose = db.sqlite
    .prepare<[], { name: string }>(
      "select name from pragma_table_list where type = 'table' and strict = 0 and name not like 'sqlite_%' and name not like '__drizzle%'",
    )
    .all();
  expect(loose).toEqual([]);
  expect(() => db.sqlite.exec("update chat set status = 'asleep'")).toThrow(/CHECK/);
});

test('a transaction is immediate, all or nothing, and may be joined by one within it', () => {
  const { db, store, path } = aDatabase();
  const other = new Database(path, { timeout: 0 });
  db.transact(() => {
    // Nothing has been written yet, and still nobody else may begin to write.
    expect(() => other.exec("insert into meta values ('other', '1')")).toThrow(/locked/);
  });
  expect(() =>
    store.transact(() => {
      store.meta.set('outer', '1');
      store.transact(() => store.meta.set('inner', '1'));
      throw new Error('no');
    }),
  ).toThrow('no');
  expect([store.meta.get('outer'), store.meta.get('inner')]).toEqual([undefined, undefined]);
  other.close();
});

test('the audit log only grows', () => {
  const { db, store } = aDatabase();
  store.audit.add({ user: undefined, action: 'role', subject: '7' }, 1 as never);
  expect(() => db.sqlite.exec("update audit set action = 'none'")).toThrow(/append-only/);
  expect(() => db.sqlite.exec('delete from audit')).toThrow(/append-only/);
});
