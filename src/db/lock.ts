import Database from 'better-sqlite3';
import { DatabaseError } from './database-error.ts';

/**
 * Holds the database for this process alone until it is closed.
 *
 * A transaction held open on a file of its own: the system drops it with the process, however that ends.
 *
 * @throws DatabaseError when another process holds it
 */
export function takeLock(path: string): { close(): void } {
  const lock = new Database(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new DatabaseError(
      `Another Bellwether is already using ${path}. Only one may run on a database: stop the other first, or set DATABASE_PATH to a different file.`,
    );
  }
  return lock;
}
