import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { alert } from './alerts.ts';
import { chat } from './people.ts';

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

/** Breakouts that the turtle scan saw or was told of, taken or skipped; the same in every chat. */
export const turtleEntry = sqliteTable(
  'turtle_entry',
  {
    ticker: text().notNull(),
    /** 1 or 2, as the two systems are numbered. */
    system: integer().notNull(),
    /** The trading day, `2026-01-05`. */
    session: text().notNull(),
    /** The day's close; 0 when a feed did not tell it, as with `n` and `stop`. */
    price: real().notNull(),
    /** The average true range that units are sized by, in the price's currency. */
    n: real().notNull(),
    level: real().notNull(),
    stop: real().notNull(),
    /** `own`, or the host of a feed. */
    source: text().notNull(),
    skipped: integer({ mode: 'boolean' }).notNull(),
    at: integer().notNull(),
    /** Seen well after the look that should have seen it. */
    late: integer({ mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.ticker, table.system, table.session, table.source] }),
    index('turtle_entry_session').on(table.session),
  ],
);

/** Up to which trading day each ticker has been judged, and what could not be. */
export const turtleLook = sqliteTable('turtle_look', {
  ticker: text().primaryKey(),
  /** Null before the first. */
  session: text(),
  at: integer(),
  /** A later day that was due and could not be judged; null when there is none. */
  missedSession: text(),
  missedWhy: text(),
});

/** Chats that are told of entries after each close, and in which topic. */
export const entrySubscription = sqliteTable('entry_subscription', {
  chatId: integer()
    .primaryKey()
    .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
  thread: integer(),
  since: integer().notNull(),
});

/** How each feed of entries has fared. */
export const entryFeed = sqliteTable('entry_feed', {
  host: text().primaryKey(),
  okAt: integer(),
  /** Why it cannot be had, and since when; null when it can. */
  trouble: text(),
  troubleSince: integer(),
});
