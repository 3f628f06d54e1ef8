import type Database from 'better-sqlite3';
import { instant, type Instant } from '../core/time.ts';

const COPIED_AT = 'copied_at';

/** Writes into a copy of the database that it is one, and of when. The database in use never says that of itself. */
export function markAsCopy(copy: Database.Database, at: Date): void {
  const hasMeta = copy.prepare("select 1 from sqlite_master where name = 'meta'").get();
  if (hasMeta === undefined) return;
  copy
    .prepare('insert or replace into meta(key, value) values (?, ?)')
    .run(COPIED_AT, String(at.getTime()));
}

/** When the copy was made that this database is, or was until its last start; undefined for one that is none. */
export function readCopyMark(sqlite: Database.Database): Instant | undefined {
  const row = sqlite
    .prepare<[string], { value: string }>('select value from meta where key = ?')
    .get(COPIED_AT);
  return row === undefined ? undefined : instant(Number(row.value));
}

/** From now on it is no copy any more, but the database in use. */
export function removeCopyMark(sqlite: Database.Database): void {
  sqlite.prepare('delete from meta where key = ?').run(COPIED_AT);
}
