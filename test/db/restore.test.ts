import { createSecretKey, type KeyObject } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { beginLife } from '../../src/db/amnesia.ts';
import { backUp } from '../../src/db/backup.ts';
import { takeLock } from '../../src/db/lock.ts';
import { openDb, type Db } from '../../src/db/open.ts';
import { restore } from '../../src/db/restore.ts';
import { openFile } from '../../src/db/seal.ts';
import { makeSealedBackup } from '../../src/db/sealed-backup.ts';
import { createStore } from '../../src/db/store.ts';
import { aFolder, CHAT, MIGRATIONS, NOW } from '../support/database.ts';
import { keepDelivery } from '../support/kept.ts';

const KEY = createSecretKey(Buffer.alloc(32, 7));
const AT = new Date('2026-01-06T10:20:30Z');

function open(path: string): Db {
  const db = openDb(path, MIGRATIONS);
  onTestFinished(() => db.close());
  return db;
}

/** A closed database in which `mark` stands. */
function aClosed(mark: string, path = join(aFolder(), 'bellwether.db')): string {
  const db = openDb(path, MIGRATIONS);
  const store = createStore(db);
  store.chats.add({ id: CHAT, kind: 'private', title: 'Ann', linkedBy: undefined }, NOW);
  store.meta.set('mark', mark);
  db.close();
  return path;
}

function wish(file: string, databasePath: string, key: KeyObject = KEY) {
  return { file, databasePath, migrations: MIGRATIONS, key: () => key, at: AT };
}

const markOf = (db: Db) => createStore(db).meta.get('mark');

test('a backup takes the place of the database, which is kept beside it', async () => {
  const path = aClosed('of the backup');
  const copy = await backUp(path, aFolder(), new Date(NOW));
  const db = openDb(path, MIGRATIONS);
  createStore(db).meta.set('mark', 'of today');
  db.close();
  writeFileSync(`${path}-wal`, 'an old journal, which would destroy the new database');
  const said = await restore(wish(copy, path));
  expect(said.join('\n')).toContain('is now the backup of 2026-01-05T15:30:00 UTC');
  expect(readdirSync(dirname(path)).sort()).toEqual([
    'bellwether.db',
    'bellwether.db.before-restore-20260106-102030',
    'bellwether.db.lock',
  ]);
  const back = open(path);
  expect(markOf(back)).toBe('of the backup');
  expect(markOf(open(`${path}.before-restore-20260106-102030`))).toBe('of today');
  expect(beginLife(back, undefined, NOW)?.snapshotAt).toBe(NOW);
});

test('an encrypted backup is opened with the key that sealed it, on a machine without a database too', async () => {
  const path = aClosed('sealed');
  const made = await makeSealedBackup({ databasePath: path, folder: aFolder(), key: KEY, at: NOW });
  const elsewhere = join(aFolder(), 'new', 'bellwether.db');
  const other = createSecretKey(Buffer.alloc(32, 8));
  await expect(restore(wish(made.path, elsewhere, other))).rejects.toThrow(/--recover-key CODE/);
  expect(existsSync(elsewhere)).toBe(false);
  await restore(wish(made.path, elsewhere));
  expect(markOf(open(elsewhere))).toBe('sealed');
  expect(readdirSync(dirname(elsewhere)).filter((name) => name.includes('restoring'))).toEqual([]);
});

test('while a program runs on the database, nothing is restored', async () => {
  const path = aClosed('in use');
  const copy = await backUp(path, aFolder(), new Date(NOW));
  const lock = takeLock(path);
  await expect(restore(wish(copy, path))).rejects.toThrow(/Another Bellwether is already using/);
  lock.close();
  expect(markOf(open(path))).toBe('in use');
});

test('what is no whole backup of ours is refused before anything is touched', async () => {
  const path = aClosed('stays');
  const before = readFileSync(path);
  const folder = aFolder();
  const copy = await backUp(path, folder, new Date(NOW));
  const bytes = readFileSync(copy);
  const bad = (name: string, content: Buffer | string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const stranger = join(folder, 'stranger.db');
  const sqlite = new Database(stranger);
  sqlite.exec('create table somebody(x)');
  sqlite.close();
  const newer = join(folder, 'newer.db');
  copyFileSync(copy, newer);
  const ahead = new Database(newer);
  ahead.exec("insert into __drizzle_migrations(hash, created_at) values ('x', 9e14)");
  ahead.close();
  const torn = Buffer.from(bytes);
  torn.fill(0x55, 4096 * 3, 4096 * 6);
  for (const [file, why] of [
    [join(folder, 'none.db'), /There is no file/],
    [
      bad('text.db', 'just words, and enough of them to be taken for a file of some sort'),
      /cannot be read as a database|damaged/,
    ],
    [bad('torn.db', torn), /damaged/],
    [bad('short.db', bytes.subarray(0, 8192)), /damaged|cannot be read/],
    [stranger, /is no backup of Bellwether/],
    [newer, /newer version of Bellwether/],
  ] as const) {
    await expect(restore(wish(file, path)), basename(file)).rejects.toThrow(why);
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  const left = readdirSync(dirname(path)).filter((name) => /restor/.test(name));
  expect(left).toEqual([]);
});

test('a damaged database is set aside together with its journal', async () => {
  const path = aClosed('whole');
  const copy = await backUp(path, aFolder(), new Date(NOW));
  writeFileSync(path, 'nothing that can be read as a database, but long enough to be looked at');
  writeFileSync(`${path}-wal`, 'its journal');
  await restore(wish(copy, path));
  const aside = `${path}.before-restore-20260106-102030`;
  expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('its journal');
  expect(markOf(open(path))).toBe('whole');
});

test('a database that was put there by other means is marked where it lies', async () => {
  const path = aClosed('put back');
  expect((await restore(wish(path, path))).join()).toMatch(/is marked as restored/);
  const db = open(path);
  keepDelivery(db, { key: 'n', at: NOW, status: 'queued' });
  expect(beginLife(db, undefined, NOW)).toBeDefined();
  expect(markOf(db)).toBe('put back');
});

test('a sealed backup is the database itself, packed', async () => {
  const path = aClosed('packed');
  const folder = aFolder();
  const made = await makeSealedBackup({ databasePath: path, folder, key: KEY, at: NOW });
  await openFile(KEY, made.path, join(folder, 'opened.gz'));
  const plain = gunzipSync(readFileSync(join(folder, 'opened.gz')));
  expect(plain.equals(readFileSync(join(folder, 'bellwether-20260105-153000.db')))).toBe(true);
  expect(made.bytes).toBeLessThan(plain.length / 2);
  expect(readdirSync(folder)).not.toContain('bellwether-20260105-153000.db.gz');
});
