import { getTableColumns, sql, type Placeholder } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';

type Slots<T extends SQLiteTable, Skip extends string> = {
  [K in Exclude<keyof T['$inferInsert'] & string, Skip>]-?: Placeholder<K>;
};

/** A named slot for every column, so that an insert is prepared once. `skip` names columns that SQLite fills. */
export function slots<T extends SQLiteTable, Skip extends string = never>(
  table: T,
  ...skip: readonly Skip[]
): Slots<T, Skip> {
  const names = Object.keys(getTableColumns(table)).filter((name) => !skip.some((s) => s === name));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Slots<T, Skip>;
}
