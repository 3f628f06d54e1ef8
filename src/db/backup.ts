import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { errorText } from '../core/error.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../core/time.ts';
import { backupName, readBackupName, toKeep, type BackupFile } from './backup-keep.ts';
import { DatabaseError } from './database-error.ts';
import { markAsCopy } from './restore-mark.ts';

/**
 * Copies the database while it is in use, and checks the copy. The copy says of itself that it is one: whoever starts on
 * it knows that it was restored, however it came to be there.
 *
 * @param at names the file, UTC
 * @returns the path of the copy
 * @throws DatabaseError when there is nothing to copy or the copy is not whole
 */
export async function backUp(path: string, folder: string, at: Date): Promise<string> {
  const copying = begin(folder, backupName(at, false));
  const source = openReadOnly(path);
  try {
    await source.backup(copying.partial);
    const steps = finish(copying, at);
    // Between two of them others have their turn.
    while (steps.next().done !== true) await setImmediate();
    return copying.target;
  } finally {
    source.close();
    rmSync(copying.partial, { force: true });
  }
}

/**
 * Copies the database before it is changed for good, without letting anything else run in between.
 *
 * @throws DatabaseError when that cannot be done: then nothing may be changed
 */
export function backUpBeforeUpgrade(sqlite: Database.Database, folder: string, at: Date): void {
  try {
    const copying = begin(folder, backupName(at, true));
    sqlite.prepare('vacuum into ?').run(copying.partial);
    const steps = finish(copying, at);
    while (steps.next().done !== true);
  } catch (error) {
    throw new DatabaseError(
      `The database has to be brought up to date, and the copy to be made before that failed (${errorText(error)}). Make room in ${folder}, or set BACKUP_DIR to another folder, and start again. Nothing has been changed.`,
    );
  }
}

/** The copies in a folder, oldest first. Other files there are left out. */
export function listBackups(
  folder: string,
  isVerified: (name: string) => boolean = () => false,
): readonly BackupFile[] {
  return namesIn(folder)
    .flatMap((name) => readBackupName(name) ?? [])
    .map((file) => ({ ...file, isVerified: isVerified(file.name) }))
    .sort((a, b) => a.at - b.at);
}

/**
 * Deletes copies that need not be kept, what a crash left half written, and sealed copies that were sent long ago.
 *
 * @returns the names of the copies that were deleted
 */
export function pruneBackups(
  folder: string,
  { now, isVerified }: { readonly now: Instant; readonly isVerified: (name: string) => boolean },
): readonly string[] {
  const files = listBackups(folder, isVerified);
  const kept = toKeep(files, now);
  const dropped = files.map((file) => file.name).filter((name) => !kept.has(name));
  for (const name of dropped) rmSync(join(folder, name), { force: true });
  for (const name of namesIn(folder)) {
    const longest = lifeOf(name);
    if (longest !== undefined && ageMs(join(folder, name)) > longest)
      rmSync(join(folder, name), { force: true });
  }
  return dropped;
}

export const SEALED_ENDING = '.gz.sealed';

/** How long a passing file may lie there, in milliseconds; undefined for what is none. */
function lifeOf(name: string): number | undefined {
  if (!/^bellwether-\d{8}-\d{6}/.test(name)) return undefined;
  if (/\.partial(-journal|-wal|-shm)?$/.test(name)) return HOUR_MS;
  return name.endsWith(SEALED_ENDING) || name.endsWith('.gz') ? DAY_MS : undefined;
}

/** By the machine's own clock, which wrote the time beside the file. */
function ageMs(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 0 : Date.now() - found.mtimeMs;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

type Copying = { readonly partial: string; readonly target: string };

// The process's number keeps a copy made by hand apart from one that the program makes at the same time.
function begin(folder: string, name: string): Copying {
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, `${name}.${process.pid}.partial`);
  rmSync(partial, { force: true });
  return { partial, target: join(folder, name) };
}

/** Checks the copy and puts it in its place, in steps: reading a large table through takes its time. */
function* finish({ partial, target }: Copying, at: Date): Generator<undefined, string> {
  const copy = new Database(partial);
  try {
    // One file is all of it, and needs no companions to be read.
    copy.pragma('journal_mode = delete');
    markAsCopy(copy, at);
    const tables = copy
      .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
      .all();
    for (const { name } of [{ name: 'sqlite_master' }, ...tables]) {
      yield;
      const verdict: unknown = copy.pragma(`integrity_check("${name}")`, { simple: true });
      if (verdict !== 'ok')
        throw new DatabaseError(`The backup ${target} is not whole (${String(verdict)}).`);
    }
  } finally {
    copy.close();
  }
  chmodSync(partial, 0o600);
  const file = openSync(partial, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(partial, target);
  return target;
}

function openReadOnly(path: string): Database.Database {
  try {
    return new Database(path, { readonly: true, fileMustExist: true });
  } catch {
    throw new DatabaseError(
      `There is no database at ${path} to back up. Set DATABASE_PATH to the one you mean.`,
    );
  }
}
