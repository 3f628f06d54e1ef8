import { sql } from 'drizzle-orm';
import { check, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Closed bars as the vendor gave them, each length that is asked for by itself. All of a ticker stand on one footing of shares. */
export const bar = sqliteTable(
  'bar',
  {
    ticker: text().notNull(),
    timeframe: text().notNull(),
    openedAt: integer().notNull(),
    open: real().notNull(),
    high: real().notNull(),
    low: real().notNull(),
    close: real().notNull(),
    /** Null when the vendor does not say. */
    volume: real(),
  },
  (table) => [primaryKey({ columns: [table.ticker, table.timeframe, table.openedAt] })],
);

/** What is known of a series of bars beside the bars. */
export const barSeries = sqliteTable(
  'bar_series',
  {
    ticker: text().notNull(),
    timeframe: text().notNull(),
    /** Whose hours close its bars. */
    market: text().notNull(),
    /**
     * When the vendor's answer last changed something. Null when it never answered, or when what is kept stands on the
     * footing before a split: such bars are not given to anybody.
     */
    askedAt: integer(),
    source: text(),
    /** The earliest moment that bars were asked for: what is not there since then does not exist. */
    reachedFrom: integer(),
    /** Set while it could not be brought up to date: why, and since when. */
    trouble: text(),
    troubleSince: integer(),
  },
  (table) => [primaryKey({ columns: [table.ticker, table.timeframe] })],
);

/** How far rules have judged the bars of a length: the close of the last one, epoch ms. Lengths that are made from others too. */
export const barJudged = sqliteTable(
  'bar_judged',
  { ticker: text().notNull(), timeframe: text().notNull(), judgedTo: integer().notNull() },
  (table) => [primaryKey({ columns: [table.ticker, table.timeframe] })],
);

/** What changed the meaning of a ticker's prices; `at` is the first moment on the new footing. */
export const corporateAction = sqliteTable(
  'corporate_action',
  {
    ticker: text().notNull(),
    at: integer().notNull(),
    kind: text({ enum: ['split', 'dividend'] }).notNull(),
    /** New shares for `denominator` old ones; null for a dividend. */
    numerator: real(),
    denominator: real(),
    /** A dividend a share; null for a split. */
    amount: real(),
    seenAt: integer().notNull(),
    /** When rules were put on the new footing; null until then. */
    appliedAt: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.ticker, table.at, table.kind] }),
    check('corporate_action_kind', sql`${table.kind} in ('split', 'dividend')`),
  ],
);
