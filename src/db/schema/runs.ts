import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** One row a slot for jobs that run less often than every 5 minutes: none runs twice, none is skipped silently. */
export const jobRun = sqliteTable(
  'job_run',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    job: text().notNull(),
    scheduledFor: integer().notNull(),
    status: text({ enum: ['running', 'done', 'failed', 'skipped'] }).notNull(),
    bootId: text().notNull(),
    startedAt: integer().notNull(),
    finishedAt: integer(),
    note: text(),
  },
  (table) => [
    uniqueIndex('job_run_slot').on(table.job, table.scheduledFor),
    check('job_run_status', sql`${table.status} in ('running', 'done', 'failed', 'skipped')`),
  ],
);

/** One row a job: its last slot and how it has fared. */
export const job = sqliteTable('job', {
  name: text().primaryKey(),
  lastSlot: integer(),
  /** How far apart its slots are, in milliseconds; null until it has run. */
  everyMs: integer(),
  lastOkAt: integer(),
  lastFailureAt: integer(),
  lastFailure: text(),
  runs: integer().notNull(),
  failures: integer().notNull(),
  skips: integer().notNull(),
});

/** Something wrong with the program or a source: told once when it opens and once when it is over. */
export const incident = sqliteTable('incident', {
  id: integer().primaryKey({ autoIncrement: true }),
  key: text().notNull(),
  sentence: text().notNull(),
  openedAt: integer().notNull(),
  closedAt: integer(),
});

/** Small facts of the installation: the boot count, the update offset, the claim link. */
export const meta = sqliteTable('meta', {
  key: text().primaryKey(),
  value: text().notNull(),
});

/** A time in which a ticker's prices were due and did not come. Its end and its beginning are one row. */
export const blindSpell = sqliteTable(
  'blind_spell',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    ticker: text().notNull(),
    /** By our own clock. */
    since: integer().notNull(),
    until: integer().notNull(),
    /** The program was not running, or the price source did not answer. */
    cause: text({ enum: ['stopped', 'source'] }).notNull(),
    /** In a person's words: `Yahoo Finance cannot be reached`. */
    why: text().notNull(),
    /** The last price before it, by the exchange's own time; null when there was none. */
    lastPrice: real(),
    lastAt: integer(),
    /** When the chats concerned were told; null while that is to be done. */
    toldAt: integer(),
  },
  (table) => [
    uniqueIndex('blind_spell_once').on(table.ticker, table.since),
    index('blind_spell_untold')
      .on(table.id)
      .where(sql`told_at is null`),
  ],
);
