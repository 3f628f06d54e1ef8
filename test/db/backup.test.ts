import { cpSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { DAY_MS, instant } from '../../src/core/time.ts';
import { backUp, listBackups, pruneBackups } from '../../src/db/backup.ts';
import { openDb } from '../../src/db/open.ts';
import { drillRestore } from '../../src/db/restore-drill.ts';
import { readCopyMark } from '../../src/db/restore-mark.ts';
import { createStore } from '../../src/db/store.ts';
import { aDatabase, aFolder, CHAT, MIGRATIONS, NOW } from '../support/database.ts';
import { keepAlert } from '../support/kept.ts';

test('a copy is made while the database is open, is whole, and opens as a database of its own', async () => {
  const { db: live, store, path } = aDatabase();
  store.meta.set('mark', 'before');
  const folder = aFolder();
  const copy = await backUp(path, folder, new Date('2026-01-05T15:30:00Z'));
  expect(copy).toBe(join(folder, 'bellwether-20260105-153000.db'));
  expect(readdirSync(folder)).toEqual(['bellwether-20260105-153000.db']);
  store.meta.set('mark', 'after');
  const db = openDb(copy, MIGRATIONS);
  const restored = createStore(db);
  expect(restored.meta.get('mark')).toBe('before');
  expect(restored.chats.get(CHAT)?.title).toBe('Ann');
  expect(readCopyMark(db.sqlite)).toBe(Date.UTC(2026, 0, 5, 15, 30));
  expect(readCopyMark(live.sqlite)).toBeUndefined();
  db.close();
});

test('without a database there is nothing to back up, which is said', async () => {
  const folder = aFolder();
  const missing = join(folder, 'none.db');
  await expect(backUp(missing, folder, new Date())).rejects.toThrow(
    /There is no database at .*none\.db/,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('what a crash left half written goes, files of others stay', async () => {
  const { path } = aDatabase();
  const folder = aFolder();
  const old = new Date(Date.now() - DAY_MS * 2);
  for (const name of [
    'bellwether-20250101-000000.db.77.partial',
    'bellwether-20250101-000000.db.77.partial-journal',
    'bellwether-20250101-000000.db.gz.sealed',
    'notes.txt',
  ]) {
    writeFileSync(join(folder, name), 'x');
    utimesSync(join(folder, name), old, old);
  }
  writeFileSync(join(folder, 'bellwether-20260105-153000.db.78.partial'), 'being written');
  await backUp(path, folder, new Date(NOW));
  pruneBackups(folder, { now: NOW, isVerified: () => false });
  expect(readdirSync(folder).sort()).toEqual([
    'bellwether-20260105-153000.db',
    'bellwether-20260105-153000.db.78.partial',
    'notes.txt',
  ]);
});

/** The migrations that there were when there was one less. */
function migrationsBefore(): string {
  const folder = aFolder();
  cpSync(MIGRATIONS, folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: unknown[] };
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, -1) }));
  return folder;
}

test('before a migration changes anything a copy is made, and only then', () => {
  const path = join(aFolder(), 'x.db');
  const backups = join(aFolder(), 'backups');
  const old = openDb(path, migrationsBefore(), backups);
  old.sqlite.exec("insert into meta(key, value) values ('mark', 'of before')");
  old.close();
  openDb(path, migrationsBefore(), backups).close();
  expect(listBackups(backups)).toEqual([]);
  openDb(path, MIGRATIONS, backups).close();
  openDb(path, MIGRATIONS, backups).close();
  const [copy, ...more] = listBackups(backups);
  expect(more).toEqual([]);
  expect(copy?.isBeforeUpgrade).toBe(true);
  const way = new Database(join(backups, copy?.name ?? ''), { readonly: true });
  const count = (sqlite: Database.Database): unknown =>
    sqlite.prepare('select count(*) from __drizzle_migrations').pluck().get();
  expect(way.prepare("select value from meta where key = 'mark'").pluck().get()).toBe('of before');
  const now = new Database(path, { readonly: true });
  expect(Number(count(way))).toBe(Number(count(now)) - 1);
  way.close();
  now.close();
});

test('when that copy cannot be made, nothing is migrated', () => {
  const path = join(aFolder(), 'x.db');
  const before = migrationsBefore();
  openDb(path, before).close();
  const blocked = join(aFolder(), 'a-file');
  writeFileSync(blocked, '');
  expect(() => openDb(path, MIGRATIONS, join(blocked, 'backups'))).toThrow(
    /set BACKUP_DIR to another folder, and start again\. Nothing has been changed/,
  );
  openDb(path, before).close();
});

test('a restore of the newest copy is tried and held against the database in use', async () => {
  const { db, path } = aDatabase();
  const folder = aFolder();
  const wish = { folder, migrations: MIGRATIONS, now: NOW };
  expect(await drillRestore(db, wish)).toBeUndefined();
  keepAlert(db, { key: 'one', at: NOW - DAY_MS });
  await backUp(path, folder, new Date(NOW));
  keepAlert(db, { key: 'two', at: NOW + 1 });
  keepAlert(db, { key: 'three', at: NOW + 2 });
  const name = 'bellwether-20260105-153000.db';
  expect(await drillRestore(db, wish)).toEqual({
    name,
    at: NOW,
    trouble: undefined,
    behind: 2,
    newestAlertAt: instant(NOW - DAY_MS),
  });
  expect(readdirSync(folder)).toEqual([name]);
});

test('a copy that lacks what it should hold, is of another database or is damaged fails the trial', async () => {
  const { db, path } = aDatabase();
  const wish = { folder: aFolder(), migrations: MIGRATIONS, now: NOW };
  const copy = await backUp(path, wish.folder, new Date(NOW));
  keepAlert(db, { key: 'one', at: NOW - DAY_MS });
  expect((await drillRestore(db, wish))?.trouble).toMatch(/lacks alerts from before/);
  const other = aDatabase();
  keepAlert(other.db, { key: 'not ours', at: NOW - DAY_MS });
  await backUp(other.path, wish.folder, new Date(NOW));
  expect((await drillRestore(db, wish))?.trouble).toMatch(/another database/);
  writeFileSync(copy, 'no database at all, and long enough to be looked at as one');
  expect((await drillRestore(db, wish))?.trouble).toMatch(/damaged|not a database/);
});
