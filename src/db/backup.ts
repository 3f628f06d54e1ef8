import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DatabaseError } from './open.ts';

/**
 * Copies the database while it is in use, and checks the copy.
 *
 * @param at names the file, UTC
 * @returns the path of the copy
 * @throws DatabaseError when there is nothing to copy or the copy is not whole
 */
export async function backUp(path: string, folder: string, at: Date): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const name = `bellwether-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.db`;
  const partial = join(folder, `${name}.partial`);
  const source = openReadOnly(path);
  try {
    await source.backup(partial);
  } finally {
    source.close();
  }
  const copy = new Database(partial);
  const verdict: unknown = copy.pragma('integrity_check(1)', { simple: true });
  copy.close();
  if (verdict !== 'ok')
    throw new DatabaseError(`The backup of ${path} is not whole (${String(verdict)}).`);
  renameSync(partial, join(folder, name));
  return join(folder, name);
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
