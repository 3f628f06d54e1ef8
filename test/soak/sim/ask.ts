import type Database from 'better-sqlite3';

export type Ask = Pick<Database.Database, 'prepare'>;

/** Looks into the database past the program; each question is prepared once. */
export function asker(sqlite: Database.Database): Ask {
  const known = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    const found = known.get(sql) ?? sqlite.prepare(sql);
    known.set(sql, found);
    return found;
  };
  return { prepare: prepare as Ask['prepare'] };
}
