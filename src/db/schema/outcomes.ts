import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { alert } from './alerts.ts';

/** What the price did after an alert, at each distance that is looked at. */
export const alertOutcome = sqliteTable(
  'alert_outcome',
  {
    alertId: integer()
      .notNull()
      .references(() => alert.id, { onDelete: 'cascade' }),
    /** A span as rules write it: `1h`, `1d`, `5d`. */
    horizon: text().notNull(),
    dueAt: integer().notNull(),
    /** Null until it is known, and for good when it could not be learnt: then `at` is when that was given up. */
    price: real(),
    at: integer(),
    /** The move since the alert, in per cent. */
    pct: real(),
  },
  (table) => [
    primaryKey({ columns: [table.alertId, table.horizon] }),
    index('alert_outcome_due')
      .on(table.dueAt)
      .where(sql`price is null and at is null`),
  ],
);

/** Breakouts that the turtle scan saw, taken or skipped; the same in every chat. */
export const turtleEntry = sqliteTable(
  'turtle_entry',
  {
    ticker: text().notNull(),
    /** 1 or 2, as the two systems are numbered. */
    system: integer().notNull(),
    /** The trading day, `2026-01-05`. */
    session: text().notNull(),
    price: real().notNull(),
    /** The average true range that units are sized by, in the price's currency. */
    n: real().notNull(),
    level: real().notNull(),
    stop: real().notNull(),
    source: text().notNull(),
    skipped: integer({ mode: 'boolean' }).notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.ticker, table.system, table.session, table.source] })],
);
