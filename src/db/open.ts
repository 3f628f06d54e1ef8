import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { assert } from '../core/error.ts';
import { backUpBeforeUpgrade } from './backup.ts';
import { DatabaseError } from './database-error.ts';
import { takeLock } from './lock.ts';
import { standingOf } from './pending.ts';

export type Db = {
  readonly orm: BetterSQLite3Database;
  readonly sqlite: Database.Database;
  /** Runs `work` as one BEGIN IMMEDIATE transaction; called within another, it joins it. Never awaits. */
  transact<T>(work: () => T): T;
  close(): void;
};

// While it waits, nothing else runs, so it is short: whoever writes tries again.
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Opens the database for this process alone and brings it up to date.
 *
 * @param backups a folder for the copy that is made before a migration changes what is there; none is made without it
 * @throws DatabaseError when another instance holds it, when it is damaged, or when a migration fails
 */
export function openDb(path: string, migrationsFolder: string, backups?: string): Db {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const lock = path === ':memory:' ? undefined : takeLock(path);
  try {
    return prepare(path, { migrationsFolder, backups, lock });
  } catch (error) {
    lock?.close();
    throw isDamage(error) ? damaged(path, String(error)) : error;
  }
}

type Opening = {
  readonly migrationsFolder: string;
  readonly backups: string | undefined;
  readonly lock: { close(): void } | undefined;
};

function prepare(path: string, { migrationsFolder, backups, lock }: Opening): Db {
  const sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    configure(sqlite, path);
    checkWhole(sqlite, path);
    if (backups !== undefined && standingOf(sqlite, migrationsFolder) === 'older')
      backUpBeforeUpgrade(sqlite, backups, new Date());
    const orm = drizzle(sqlite, { casing: 'snake_case' });
    migrate(orm, { migrationsFolder });
    markStop(sqlite, 'no');
    return {
      orm,
      sqlite,
      transact: transactOver(sqlite),
      close() {
        markStop(sqlite, 'yes');
        sqlite.pragma('wal_checkpoint(TRUNCATE)');
        sqlite.close();
        lock?.close();
      },
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function markStop(sqlite: Database.Database, clean: 'yes' | 'no'): void {
  sqlite.prepare("insert or replace into meta(key, value) values ('clean_stop', ?)").run(clean);
}

// The library is built so that reopening a WAL file silently falls back to NORMAL; FULL must be asked for each time.
function configure(sqlite: Database.Database, path: string): void {
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // What is deleted or overwritten may be a secret, or a person who asked to be forgotten.
  sqlite.pragma('secure_delete = ON');
  sqlite.pragma('journal_size_limit = 67108864');
  sqlite.pragma('wal_autocheckpoint = 1000');
  assert(sqlite.pragma('synchronous', { simple: true }) === 2, 'commits reach the disk');
  assert(sqlite.pragma('foreign_keys', { simple: true }) === 1, 'foreign keys are enforced');
  const mode = sqlite.pragma('journal_mode', { simple: true });
  assert(mode === 'wal' || path === ':memory:', 'the journal is a write-ahead log');
}

function transactOver(sqlite: Database.Database): Db['transact'] {
  return (work) => {
    if (sqlite.inTransaction) return work();
    return sqlite.transaction(work).immediate();
  };
}

/** As much is read through in less than a second. */
const SOON_CHECKED_BYTES = 100 * 1024 ** 2;

/** After an unclean stop, and after any other where it takes no time: a disk damages files that nobody has open, too. */
function checkWhole(sqlite: Database.Database, path: string): void {
  const hasMeta = sqlite.prepare("select 1 from sqlite_master where name = 'meta'").get();
  if (hasMeta === undefined) return;
  const clean = sqlite
    .prepare("select 1 from meta where key = 'clean_stop' and value = 'yes'")
    .get();
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (clean !== undefined && bytes > SOON_CHECKED_BYTES) return;
  const damage = damageOf(sqlite);
  if (damage !== undefined) throw damaged(path, damage);
}

function damageOf(sqlite: Database.Database): string | undefined {
  const verdict: unknown = sqlite.pragma('quick_check(1)', { simple: true });
  return verdict === 'ok' ? undefined : String(verdict);
}

/** Reads the file as it lies on the disk, besides whoever uses it. @throws DatabaseError when it is damaged */
export function checkOnDisk(path: string): void {
  const sqlite = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const damage = damageOf(sqlite);
    if (damage !== undefined) throw damaged(path, damage);
  } finally {
    sqlite.close();
  }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

function damaged(path: string, verdict: string): DatabaseError {
  return new DatabaseError(
    `The database ${path} is damaged (${verdict}). Restore the newest backup: nothing has been changed.`,
    'damaged',
  );
}
