import type { KeyObject } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { DatabaseError } from './database-error.ts';
import { takeLock } from './lock.ts';
import { standingOf } from './pending.ts';
import { markAsCopy, readCopyMark } from './restore-mark.ts';
import { openFile } from './seal.ts';

export type RestoreWish = {
  /** A backup, encrypted or plain; or the database itself, when it was put there by other means. */
  readonly file: string;
  readonly databasePath: string;
  readonly migrations: string;
  /** Asked for when the backup is encrypted. */
  readonly key: () => KeyObject;
  readonly at: Date;
};

/**
 * Puts a backup in the place of the database, which is kept beside it under another name. The next start then knows that
 * it is a restored one. Until the last step nothing of the database has been changed.
 *
 * @returns what was done, as sentences
 * @throws DatabaseError or SealError when the backup will not do, or a program is running on the database
 */
export async function restore(wish: RestoreWish): Promise<readonly string[]> {
  const { databasePath } = wish;
  const file = resolve(wish.file);
  if (!existsSync(file)) throw new DatabaseError(`There is no file ${file}.`);
  mkdirSync(dirname(resolve(databasePath)), { recursive: true });
  const lock = takeLock(databasePath);
  const stage = `${databasePath}.restoring`;
  try {
    const isItself = existsSync(databasePath) && realpathSync(databasePath) === realpathSync(file);
    if (isItself) return markInPlace(wish);
    removeAll(stage);
    await unpack({ ...wish, file }, stage);
    const madeAt = prepare(stage, wish, statSync(file).mtime);
    const aside = setAside(databasePath, stampOf(wish.at));
    renameSync(stage, databasePath);
    return [
      `${databasePath} is now the backup of ${madeAt.toISOString().slice(0, 19)} UTC.`,
      ...(aside === undefined ? [] : [`What was there before is kept as ${aside}.`]),
      'Start Bellwether: it will ask an owner what is to become of the messages that were on their way then.',
    ];
  } finally {
    removeAll(stage);
    lock.close();
  }
}

/** Decrypts and unpacks by what the file says of itself, whatever its name is. */
async function unpack({ file, key }: RestoreWish, stage: string): Promise<void> {
  const opened = `${stage}.gz`;
  const isSealed = startOf(file, 8).toString('latin1') === 'BWSEAL1\n';
  if (isSealed) await openFile(key(), file, opened);
  const source = isSealed ? opened : file;
  if (startOf(source, 2).equals(GZIP)) {
    const output = createWriteStream(stage, { mode: 0o600 });
    await pipeline(createReadStream(source), createGunzip(), output);
    return;
  }
  await copyFile(source, stage);
  // The newest part of a database that was copied as it lay.
  if (existsSync(`${file}-wal`)) await copyFile(`${file}-wal`, `${stage}-wal`);
}

const GZIP = Buffer.from([0x1f, 0x8b]);

function startOf(path: string, bytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(bytes);
    readSync(file, head, 0, bytes, 0);
    return head;
  } finally {
    closeSync(file);
  }
}

/** Proves that the backup is whole, ours and not from the future, and marks it. @returns when it was made */
function prepare(stage: string, { file, migrations, at }: RestoreWish, changedAt: Date): Date {
  const sqlite = openStage(stage, file);
  try {
    checkWhole(sqlite, file);
    const standing = standingOf(sqlite, migrations);
    if (standing === 'empty') throw new DatabaseError(`${file} is no backup of Bellwether.`);
    if (standing === 'newer')
      throw new DatabaseError(
        `${file} was made by a newer version of Bellwether. Update this one first, then restore.`,
      );
    sqlite.pragma('journal_mode = delete');
    const copiedAt = readCopyMark(sqlite);
    const madeAt =
      copiedAt === undefined ? new Date(Math.min(+changedAt, +at)) : new Date(copiedAt);
    markAsCopy(sqlite, madeAt);
    return madeAt;
  } finally {
    sqlite.close();
    syncFile(stage);
  }
}

function openStage(stage: string, file: string): Database.Database {
  const sqlite = new Database(stage);
  try {
    sqlite.pragma('schema_version');
    return sqlite;
  } catch {
    sqlite.close();
    throw new DatabaseError(`${file} is no backup of Bellwether: it cannot be read as a database.`);
  }
}

function checkWhole(sqlite: Database.Database, file: string): void {
  let verdict: unknown;
  try {
    verdict = sqlite.pragma('integrity_check(1)', { simple: true });
  } catch (error) {
    verdict = error;
  }
  if (verdict !== 'ok')
    throw new DatabaseError(`${file} is damaged (${String(verdict)}). Take another backup.`);
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** The database stays where it is until the backup replaces it in one step: a crash leaves one or the other. */
function setAside(databasePath: string, stamp: string): string | undefined {
  if (!existsSync(databasePath)) {
    // A journal without its database would be taken for the new one's.
    for (const ending of ['-wal', '-shm']) rmSync(databasePath + ending, { force: true });
    return undefined;
  }
  const aside = `${databasePath}.before-restore-${stamp}`;
  const journal = `${databasePath}-wal`;
  // Looking at a damaged database may cost it its journal.
  if (existsSync(journal)) copyFileSync(journal, `${aside}-wal`);
  if (foldJournal(databasePath)) rmSync(`${aside}-wal`, { force: true });
  try {
    linkSync(databasePath, aside);
  } catch {
    copyFileSync(databasePath, aside);
  }
  for (const ending of ['-wal', '-shm']) rmSync(databasePath + ending, { force: true });
  return aside;
}

/** Brings the newest part of the old database into its file. @returns false when it cannot be read */
function foldJournal(databasePath: string): boolean {
  try {
    const sqlite = new Database(databasePath);
    try {
      sqlite.pragma('schema_version');
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
      return true;
    } finally {
      sqlite.close();
    }
  } catch {
    return false;
  }
}

function markInPlace({ databasePath, at }: RestoreWish): readonly string[] {
  const sqlite = openStage(databasePath, databasePath);
  try {
    checkWhole(sqlite, databasePath);
    if (readCopyMark(sqlite) === undefined) markAsCopy(sqlite, statSync(databasePath).mtime);
  } finally {
    sqlite.close();
  }
  return [
    `${databasePath} stays as it is, and is marked as restored at ${at.toISOString().slice(0, 19)} UTC.`,
  ];
}

function removeAll(stage: string): void {
  for (const ending of ['', '.gz', '.gz.partial', '-wal', '-shm', '-journal'])
    rmSync(stage + ending, { force: true });
}

function stampOf(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}
