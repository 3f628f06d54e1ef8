import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type Database from 'better-sqlite3';

/**
 * How far the database has come, kept in a file beside it. The database is written first, so the file can only be ahead
 * of it when an earlier state of the database was put in its place.
 */
export type HighWater = {
  /** How often the program has started on this database. */
  readonly boots: number;
  /** The highest ids that were ever given. */
  readonly alertId: number;
  readonly deliveryId: number;
};

/** Beside the database and never in it: it must survive what the database does not. */
export function highWaterPath(databasePath: string): string {
  return `${databasePath}.high-water`;
}

/** How far the database says that it has come. */
export function readMarks(sqlite: Database.Database): HighWater {
  const boots = sqlite
    .prepare<[], { value: string }>("select value from meta where key = 'boots'")
    .get();
  const last = sqlite.prepare<[string], { seq: number }>(
    'select seq from sqlite_sequence where name = ?',
  );
  return {
    boots: Number(boots?.value ?? 0),
    alertId: last.get('alert')?.seq ?? 0,
    deliveryId: last.get('delivery')?.seq ?? 0,
  };
}

/** Undefined when there is none, or it cannot be read: then it says nothing. */
export function readHighWater(path: string): HighWater | undefined {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<HighWater>;
    const { boots, alertId, deliveryId } = read;
    const isWhole = [boots, alertId, deliveryId].every(Number.isSafeInteger);
    return isWhole ? (read as HighWater) : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and on the disk when it returns. */
export function writeHighWater(path: string, { boots, alertId, deliveryId }: HighWater): void {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  const file = openSync(partial, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ boots, alertId, deliveryId })}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

/** Whether the file has seen what the database knows nothing of. */
export function isBehind(database: HighWater, file: HighWater): boolean {
  return (
    database.boots < file.boots ||
    database.alertId < file.alertId ||
    database.deliveryId < file.deliveryId
  );
}
