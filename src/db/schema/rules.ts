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
import { chat } from './people.ts';

export const watch = sqliteTable(
  'watch',
  {
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    ticker: text().notNull(),
    addedBy: integer().notNull(),
    addedAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.chatId, table.ticker] }),
    index('watch_ticker').on(table.ticker),
  ],
);

/** A rule as its person wrote it. `code` is what they call it, unique within the chat. */
export const rule = sqliteTable(
  'rule',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    thread: integer(),
    code: text().notNull(),
    rev: integer().notNull(),
    text: text().notNull(),
    ticker: text().notNull(),
    /** The price when it was made, the reference of "since now"; in the quote's own currency. */
    reference: real(),
    status: text({ enum: ['on', 'paused', 'done', 'expired', 'deleted'] }).notNull(),
    expiresAt: integer(),
    createdBy: integer().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
    /** When its numbers were written: they stand on the footing of that day's shares. Null means when it was made. */
    writtenAt: integer(),
  },
  (table) => [
    uniqueIndex('rule_code').on(table.chatId, table.code),
    index('rule_live')
      .on(table.ticker)
      .where(sql`status = 'on'`),
    index('rule_expiry')
      .on(table.expiresAt)
      .where(sql`status = 'on'`),
    check('rule_status', sql`${table.status} in ('on', 'paused', 'done', 'expired', 'deleted')`),
  ],
);

/** Where a rule stands for a ticker; written only when a judgement changes it. */
export const ruleState = sqliteTable(
  'rule_state',
  {
    ruleId: integer()
      .notNull()
      .references(() => rule.id, { onDelete: 'cascade' }),
    ticker: text().notNull(),
    phase: text({ enum: ['new', 'armed', 'pending', 'firing'] }).notNull(),
    seq: integer().notNull(),
    pendingSince: integer(),
    pendingCount: integer().notNull(),
    rangAt: integer(),
    rangValue: real(),
    /** The close of the last bar that it was judged on, epoch ms; null while it is judged on quotes. */
    judgedTo: integer(),
    /** The alert that `seq` numbers: the same number is never given to another one. */
    alertId: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.ruleId, table.ticker] }),
    check('rule_state_phase', sql`${table.phase} in ('new', 'armed', 'pending', 'firing')`),
  ],
);

/** The last admitted quote of a ticker, the one before it, and what is held or wrong. Times are the exchange's. */
export const quote = sqliteTable('quote', {
  ticker: text().primaryKey(),
  price: real(),
  currency: text(),
  at: integer(),
  delayMs: integer().notNull(),
  previousClose: real(),
  /** The results nearest in time; both null or neither. */
  earningsAt: integer(),
  earningsEstimated: integer({ mode: 'boolean' }),
  source: text(),
  /** JSON of the Instrument. */
  instrument: text(),
  heldPrice: real(),
  heldSince: integer(),
  /** Set while the ticker cannot be judged: why, since when, and whether its people know. */
  trouble: text(),
  troubleSince: integer(),
  troubleTold: integer({ mode: 'boolean' }).notNull(),
});

/** Prices kept for "-3% 15m": at most one a minute and ticker. */
export const quoteSample = sqliteTable(
  'quote_sample',
  { ticker: text().notNull(), at: integer().notNull(), price: real().notNull() },
  (table) => [primaryKey({ columns: [table.ticker, table.at] })],
);

/** Silence that somebody asked for. A mute or snooze still lets rules be judged and written down. */
export const mute = sqliteTable(
  'mute',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    verb: text({ enum: ['mute', 'snooze'] }).notNull(),
    scope: text({ enum: ['rule', 'ticker', 'type', 'chat'] }).notNull(),
    /** Rule code, ticker or alert type; empty for the whole chat. */
    subject: text().notNull(),
    /** Null until it is ended by hand, or by `wake`. */
    until: integer(),
    /** A condition that ends it: `NVDA < 140`. */
    wake: text(),
    coversCritical: integer({ mode: 'boolean' }).notNull(),
    createdBy: integer().notNull(),
    createdAt: integer().notNull(),
    endedAt: integer(),
  },
  (table) => [
    index('mute_live')
      .on(table.chatId)
      .where(sql`ended_at is null`),
    check('mute_verb', sql`${table.verb} in ('mute', 'snooze')`),
    check('mute_scope', sql`${table.scope} in ('rule', 'ticker', 'type', 'chat')`),
  ],
);
