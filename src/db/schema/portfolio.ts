import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';

// Money and prices are in whole units of the currency beside them. Times are epoch ms UTC.

/** A person's account. What was told of it last stands in the row. */
export const account = sqliteTable(
  'account',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    userId: integer().notNull(),
    name: text().notNull(),
    broker: text().notNull(),
    stage: text({ enum: ['paper', 'demo', 'live'] }).notNull(),
    /** `env`: the key comes with the program's environment and is not kept; `chat`: it lies here, sealed. */
    origin: text({ enum: ['env', 'chat'] }).notNull(),
    /** JSON of the Credentials, sealed for `account:ID`. */
    sealed: text(),
    remoteId: text(),
    currency: text().notNull(),
    /** Which answers its broker gives, as found out once. */
    shape: text(),
    total: real(),
    freeCash: real(),
    realised: real(),
    worthAt: integer(),
    positionsAt: integer(),
    trouble: text(),
    troubleSince: integer(),
    troubleTold: integer({ mode: 'boolean' }).notNull(),
    createdAt: integer().notNull(),
    removedAt: integer(),
  },
  (table) => [
    uniqueIndex('account_name')
      .on(table.userId, table.name)
      .where(sql`removed_at is null`),
    check('account_stage', sql`${table.stage} in ('paper', 'demo', 'live')`),
    check('account_origin', sql`${table.origin} in ('env', 'chat')`),
  ],
);

/** What is held, and what was: a position that is gone is closed, never deleted; bought again it is a new one. */
export const position = sqliteTable(
  'position',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    accountId: integer()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    symbol: text().notNull(),
    ticker: text(),
    isin: text(),
    name: text().notNull(),
    currency: text().notNull(),
    quantity: real().notNull(),
    available: real().notNull(),
    inPies: real().notNull(),
    averagePrice: real().notNull(),
    price: real(),
    priceAt: integer(),
    profit: real(),
    maxPrice: real().notNull(),
    maxAt: integer().notNull(),
    openedAt: integer().notNull(),
    seenAt: integer().notNull(),
    /** How often it was missing from the broker's list since it was last seen. */
    missed: integer().notNull(),
    closedAt: integer(),
    closedWhy: text(),
  },
  (table) => [
    uniqueIndex('position_open')
      .on(table.accountId, table.symbol)
      .where(sql`closed_at is null`),
    index('position_ticker')
      .on(table.ticker)
      .where(sql`closed_at is null`),
  ],
);

/** Every purchase and sale that is known, once each. */
export const trade = sqliteTable(
  'trade',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    accountId: integer()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    positionId: integer().references(() => position.id, { onDelete: 'set null' }),
    /** The broker's name for the order, or our own for what was typed in. */
    remoteId: text().notNull(),
    symbol: text().notNull(),
    ticker: text(),
    side: text({ enum: ['buy', 'sell'] }).notNull(),
    quantity: real().notNull(),
    price: real().notNull(),
    currency: text().notNull(),
    /** What was realised, in the account's currency. */
    realised: real(),
    initiatedFrom: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [
    uniqueIndex('trade_once').on(table.accountId, table.remoteId),
    index('trade_at').on(table.accountId, table.at),
    check('trade_side', sql`${table.side} in ('buy', 'sell')`),
  ],
);

/** The account's pending orders as last read; what is no longer pending is gone from here. */
export const brokerOrder = sqliteTable(
  'broker_order',
  {
    accountId: integer()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    remoteId: text().notNull(),
    /** JSON of the BrokerOrder. */
    facts: text().notNull(),
    seenAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.remoteId] })],
);

/** What an account was worth at the end of each day, in its own currency. `day` is `2026-11-20`, in the person's zone. */
export const equity = sqliteTable(
  'equity',
  {
    accountId: integer()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    day: text().notNull(),
    total: real().notNull(),
    freeCash: real().notNull(),
    realised: real().notNull(),
    /** Of what is held; null where the price of a part of it is not known. */
    unrealised: real(),
    currency: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day] })],
);

/** How many `quote` one `base` is worth, by day. */
export const fxRate = sqliteTable(
  'fx_rate',
  {
    base: text().notNull(),
    quote: text().notNull(),
    day: text().notNull(),
    rate: real().notNull(),
    source: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.base, table.quote, table.day] })],
);

/** Where a position is to be left. One that is in force a position; those before it are kept. */
export const stop = sqliteTable(
  'stop',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    positionId: integer()
      .notNull()
      .references(() => position.id, { onDelete: 'cascade' }),
    /** JSON of the StopTerms. */
    terms: text().notNull(),
    price: real(),
    setBy: integer().notNull(),
    setAt: integer().notNull(),
    movedAt: integer().notNull(),
    stage: text({ enum: ['watching', 'near', 'reached'] }).notNull(),
    stageAt: integer().notNull(),
    seq: integer().notNull(),
    alertId: integer(),
    endedAt: integer(),
  },
  (table) => [
    uniqueIndex('stop_live')
      .on(table.positionId)
      .where(sql`ended_at is null`),
    check('stop_stage', sql`${table.stage} in ('watching', 'near', 'reached')`),
  ],
);

/** How a person looks at their book: limits and periods, as JSON; and whether its risk stands beyond the limit. */
export const book = sqliteTable('book', {
  userId: integer().primaryKey(),
  settings: text().notNull(),
  riskStage: text(),
  riskSeq: integer().notNull(),
  riskAt: integer(),
});
