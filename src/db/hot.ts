import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from './open.ts';

// Statements of every tick and every message run on better-sqlite3 alone: drizzle's mapping of names and rows costs as much
// again as the query does. Names and types still come from the schema.

/** Writes a row down. Not for tables with columns that drizzle translates, such as booleans. `skip` names columns that SQLite fills. */
export function insertInto<T extends SQLiteTable, Skip extends string = never>(
  { sqlite }: Db,
  table: T,
  { skip = [], onConflict = '' }: { skip?: readonly Skip[]; onConflict?: string },
) {
  const names = Object.keys(getTableColumns(table)).filter((name) => !skip.some((s) => s === name));
  const columns = names.map(columnOf).join(', ');
  const slots = names.map((name) => `:${name}`).join(', ');
  return sqlite.prepare<Omit<T['$inferSelect'], Skip>>(
    `insert into ${getTableName(table)} (${columns}) values (${slots}) ${onConflict}`,
  );
}

/** Reads whole rows, as drizzle would name their columns. */
export function selectFrom<T extends SQLiteTable>({ sqlite }: Db, table: T, where: string) {
  const columns = Object.keys(getTableColumns(table)).map((name) => `${columnOf(name)} as ${name}`);
  return sqlite.prepare<(number | string)[], T['$inferSelect']>(
    `select ${columns.join(', ')} from ${getTableName(table)} where ${where}`,
  );
}

// The schema is opened with `casing: 'snake_case'`.
export function columnOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
