import type Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';

/** How a database stands to the migrations that this program knows. `empty` has had none at all. */
export type Standing = 'empty' | 'current' | 'older' | 'newer';

/** Compares by the time of each migration, as the migrating itself does. */
export function standingOf(sqlite: Database.Database, migrationsFolder: string): Standing {
  const has = sqlite.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'");
  if (has.get() === undefined) return 'empty';
  const last = sqlite
    .prepare<[], { at: number | null }>('select max(created_at) as at from __drizzle_migrations')
    .get();
  if (last === undefined || last.at === null) return 'empty';
  const newest = Math.max(
    ...readMigrationFiles({ migrationsFolder }).map((file) => file.folderMillis),
  );
  if (last.at === newest) return 'current';
  return last.at < newest ? 'older' : 'newer';
}
