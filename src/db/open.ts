import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { assert } from '../core/error.ts';

export type Db = {
  readonly orm: BetterSQLite3Database;
  readonly sqlite: Database.Database;
  /** Runs `work` as one BEGIN IMMEDIATE transaction; called within another, it joins it. Never awaits. */
  transact<T>(work: () => T): T;
  close(): void;
};

/** The database cannot be used; the text is for the person who starts the program. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the database for this process alone and brings it up to date.
 *
 * @throws DatabaseError when another instance holds it, when it is damaged, or when a migration fails
 */
export function openDb(path: string, migrationsFolder: string): Db {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const lock = path === ':memory:' ? undefined : takeLock(path);
  try {
    return prepare(path, migrationsFolder, lock);
  } catch (error) {
    lock?.close();
    throw isDamage(error) ? new DatabaseError(damaged(path, String(error))) : error;
  }
}

function prepare(path: string, migrationsFolder: string, lock: Database.Database | undefined): Db {
  const sqlite = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    configure(sqlite, path);
    checkAfterUncleanStop(sqlite, path);
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

// A transaction held open on a file of its own: the system drops it with the process, however that ends.
function takeLock(path: string): Database.Database {
  const lock = new Database(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    throw new DatabaseError(
      `Another Bellwether is already using ${path}. Only one may run on a database: stop the other first, or set DATABASE_PATH to a different file.`,
    );
  }
  return lock;
}

// The library is built so that reopening a WAL file silently falls back to NORMAL; FULL must be asked for each time.
function configure(sqlite: Database.Database, path: string): void {
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
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

function checkAfterUncleanStop(sqlite: Database.Database, path: string): void {
  const hasMeta = sqlite.prepare("select 1 from sqlite_master where name = 'meta'").get();
  if (hasMeta === undefined) return;
  const clean = sqlite
    .prepare("select 1 from meta where key = 'clean_stop' and value = 'yes'")
    .get();
  if (clean !== undefined) return;
  const verdict: unknown = sqlite.pragma('quick_check(1)', { simple: true });
  if (verdict === 'ok') return;
  throw new DatabaseError(damaged(path, String(verdict)));
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB';
}

function damaged(path: string, verdict: string): string {
  return `The database ${path} is damaged (${verdict}). Restore the newest backup: nothing has been changed.`;
}
