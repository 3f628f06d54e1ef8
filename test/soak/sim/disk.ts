import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { openDb, type Db } from '../../../src/db/open.ts';

/** Where the program keeps everything, from one life to the next. */
export type Disk = {
  readonly db: () => Db;
  /** The process is gone: what it had committed is there, and nothing else. */
  readonly reopen: () => void;
  readonly close: () => void;
};

let template: Buffer | undefined;

/** A database that has been through the real migrations, as bytes. */
function emptyDatabase(): Buffer {
  if (template === undefined) {
    const db = openDb(':memory:', 'drizzle');
    template = db.sqlite.serialize();
    db.close();
  }
  return template;
}

/** Each life opens what the one before it left, byte by byte. */
export function copiedDisk(): Disk {
  let db = dbOver(new Database(emptyDatabase()));
  return {
    db: () => db,
    reopen() {
      const image = db.sqlite.serialize();
      db.close();
      db = dbOver(new Database(image));
    },
    close: () => db.close(),
  };
}

let kept: { readonly sqlite: Database.Database; readonly empty: string } | undefined;

/**
 * The same connection for every life and every story: what a crash leaves behind is what was committed. Preparing some
 * hundred statements anew for each life would take longer than the life.
 */
export function quickDisk(): Disk {
  kept ??= openKept();
  kept.sqlite.exec(kept.empty);
  const found = statementsOf(kept.sqlite);
  let db = dbOver(found());
  return {
    db: () => db,
    reopen: () => void (db = dbOver(found())),
    close: () => undefined,
  };
}

function openKept(): NonNullable<typeof kept> {
  const sqlite = new Database(emptyDatabase());
  const tables = sqlite
    .prepare<[], string>(
      "select name from sqlite_master where type = 'table' and sql not like '%virtual%'",
    )
    .pluck()
    .all()
    .filter((name) => name !== '__drizzle_migrations' && !name.startsWith('sqlite_'));
  const wipe = tables.map((name) => `delete from "${name}";`).join('\n');
  const triggers = sqlite
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_master where type = 'trigger'",
    )
    .all();
  const off = triggers.map(({ name }) => `drop trigger "${name}";`).join('\n');
  const on = triggers.map(({ sql }) => `${sql};`).join('\n');
  const empty = `pragma foreign_keys = OFF;\n${off}\n${wipe}\ndelete from sqlite_sequence;\n${on}\npragma foreign_keys = ON;`;
  return { sqlite, empty };
}

const statements = new Map<string, Database.Statement>();

/** Each statement that a life prepares is the one that the life before it prepared at the same place. */
function statementsOf(sqlite: Database.Database): () => Database.Database {
  return () => {
    const times = new Map<string, number>();
    const prepare = (text: string): Database.Statement => {
      const nth = (times.get(text) ?? 0) + 1;
      times.set(text, nth);
      const key = `${nth} ${text}`;
      const found = statements.get(key) ?? sqlite.prepare(text);
      statements.set(key, found);
      return found;
    };
    return new Proxy(sqlite, {
      get(target, name) {
        if (name === 'prepare') return prepare;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
}

function dbOver(sqlite: Database.Database): Db {
  sqlite.pragma('foreign_keys = ON');
  return {
    orm: drizzle(sqlite, { casing: 'snake_case' }),
    sqlite,
    transact: (work) => (sqlite.inTransaction ? work() : sqlite.transaction(work).immediate()),
    close: () => sqlite.close(),
  };
}
