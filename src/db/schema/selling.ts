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
import { account, position } from './portfolio.ts';

/** What may be done about a position without being asked, or after asking. One row a position. */
export const guard = sqliteTable(
  'guard',
  {
    positionId: integer()
      .primaryKey()
      .references(() => position.id, { onDelete: 'cascade' }),
    mode: text({ enum: ['off', 'shadow', 'ask', 'auto'] }).notNull(),
    /** Of the quantity held, in percent. */
    maxPct: real().notNull(),
    /** How far below the price at which it was decided a sale may be, in percent. */
    floorPct: real().notNull(),
    armedBy: integer(),
    armedAt: integer(),
    expiresAt: integer(),
    /** The stop that it was armed for: another one needs arming anew. */
    stopId: integer(),
    updatedAt: integer().notNull(),
  },
  (table) => [check('guard_mode', sql`${table.mode} in ('off', 'shadow', 'ask', 'auto')`)],
);

/** One decision to sell, from drawn up to ended. `post_count` never exceeds one, and nothing leads back from it. */
export const intent = sqliteTable(
  'intent',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** Names what it follows from: the same stop reached makes one intent, however often it is seen. */
    key: text().notNull().unique(),
    accountId: integer()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    positionId: integer()
      .notNull()
      .references(() => position.id, { onDelete: 'cascade' }),
    symbol: text().notNull(),
    side: text({ enum: ['sell'] }).notNull(),
    mode: text({ enum: ['shadow', 'ask', 'auto', 'manual'] }).notNull(),
    state: text({
      enum: [
        'draft',
        'awaiting_confirm',
        'armed',
        'submitting',
        'accepted',
        'partially_filled',
        'unknown',
        'reconciling',
        'needs_human',
        'absent_proven',
        'filled',
        'cancelled',
        'rejected',
        'void',
        'shadowed',
      ],
    }).notNull(),
    quantity: real().notNull(),
    /** The price it was proposed at, and the band that a confirmation holds for, in whole `currency`. */
    price: real().notNull(),
    floor: real().notNull(),
    currency: text().notNull(),
    quotedAt: integer().notNull(),
    askedBy: integer(),
    confirmedBy: integer(),
    expiresAt: integer().notNull(),
    postCount: integer().notNull(),
    submittedAt: integer(),
    /** What was held when it was submitted, to tell afterwards whether anything was sold. */
    heldBefore: real(),
    remoteId: text(),
    filled: real().notNull(),
    fillPrice: real(),
    why: text(),
    alertId: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex('intent_live')
      .on(table.accountId, table.symbol, table.side)
      .where(
        sql`state not in ('filled', 'cancelled', 'rejected', 'void', 'shadowed', 'absent_proven')`,
      ),
    uniqueIndex('intent_remote')
      .on(table.accountId, table.remoteId)
      .where(sql`remote_id is not null`),
    index('intent_position').on(table.positionId),
    check('intent_side', sql`${table.side} = 'sell'`),
    check('intent_posts', sql`${table.postCount} in (0, 1)`),
    check('intent_mode', sql`${table.mode} in ('shadow', 'ask', 'auto', 'manual')`),
    check(
      'intent_state',
      sql`${table.state} in ('draft', 'awaiting_confirm', 'armed', 'submitting', 'accepted', 'partially_filled', 'unknown', 'reconciling', 'needs_human', 'absent_proven', 'filled', 'cancelled', 'rejected', 'void', 'shadowed')`,
    ),
  ],
);

/** Every step of every intent, with the gates as they stood; append-only. */
export const intentStep = sqliteTable(
  'intent_step',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    intentId: integer()
      .notNull()
      .references(() => intent.id, { onDelete: 'cascade' }),
    at: integer().notNull(),
    state: text().notNull(),
    why: text(),
    /** JSON of the gates as they were evaluated, when they were. */
    gates: text(),
    by: integer(),
  },
  (table) => [index('intent_step_intent').on(table.intentId)],
);

/** Selling was stopped by hand; it stays so until somebody resumes it. */
export const halt = sqliteTable(
  'halt',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    by: integer().notNull(),
    reason: text(),
    at: integer().notNull(),
    endedAt: integer(),
    endedBy: integer(),
  },
  (table) => [
    index('halt_live')
      .on(table.at)
      .where(sql`ended_at is null`),
  ],
);
