import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';

/** What a killed program left on the disk. */
export type Autopsy = {
  /** Ids of deliveries that were on the wire. */
  readonly inFlight: readonly number[];
  /** Their lanes. */
  readonly lanes: readonly string[];
  /** Messages that waited for their turn. */
  readonly queued: number;
  /** Updates that had not taken effect. */
  readonly waiting: number;
  /** The last admitted price of each ticker; `at` is epoch milliseconds. */
  readonly prices: ReadonlyMap<string, { readonly at: number; readonly price: number }>;
  /** Alerts whose end does not agree with their deliveries. */
  readonly unaccounted: number;
  /** `ok`, or what SQLite found. */
  readonly integrity: string;
};

/** Opens a copy, so that the next start finds the files exactly as the kill left them. */
export function examine(databasePath: string): Autopsy {
  const folder = join(databasePath, '..', 'autopsy');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const copy = join(folder, 'copy.db');
  for (const ending of ['', '-wal']) {
    if (existsSync(databasePath + ending)) copyFileSync(databasePath + ending, copy + ending);
  }
  const db = openDb(copy, 'drizzle');
  const store = createStore(db);
  const inFlight = db.sqlite.prepare<[], { id: number; lane: string }>(
    "select id, lane from delivery where status = 'sending'",
  );
  const sending = inFlight.all();
  const census = store.census.take(Date.now());
  const prices = store.quotes
    .all()
    .flatMap(({ ticker, quote }) => (quote ? [[ticker as string, quote] as const] : []));
  const autopsy: Autopsy = {
    inFlight: sending.map(({ id }) => id),
    lanes: sending.map(({ lane }) => lane),
    queued: census.deliveries['queued'] ?? 0,
    waiting: store.inbox.depth(),
    prices: new Map(prices.map(([ticker, { at, price }]) => [ticker, { at, price }])),
    // Every alert, however many: a look takes only the latest.
    unaccounted: store.census.audit(),
    integrity: String(db.sqlite.pragma('integrity_check(3)', { simple: true })),
  };
  db.close();
  return autopsy;
}

/** How much is still to be sent or handled. */
export function unfinished(databasePath: string): number {
  return count(
    databasePath,
    `select (select count(*) from delivery where status in ('queued', 'sending', 'uncertain'))
          + (select count(*) from bundle where status = 'open')
          + (select count(*) from inbox where status = 'new')`,
  );
}

/** How many updates were ever written down. */
export function received(databasePath: string): number {
  return count(databasePath, 'select count(*) from inbox');
}

/** The one number that a query finds in the database of a program that may run. */
export function count(databasePath: string, query: string): number {
  const sqlite = new Database(databasePath, { readonly: true, fileMustExist: true });
  try {
    return Number(sqlite.prepare(query).pluck().get());
  } finally {
    sqlite.close();
  }
}
