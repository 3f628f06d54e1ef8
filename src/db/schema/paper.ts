import { sql } from 'drizzle-orm';
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { account } from './portfolio.ts';

/** What a paper account's broker knows beside its trades: the money that is left, in the account's currency. */
export const paperCash = sqliteTable('paper_cash', {
  accountId: integer()
    .primaryKey()
    .references(() => account.id, { onDelete: 'cascade' }),
  cash: real().notNull(),
});

/** Every order that a paper account was given, ended ones too. */
export const paperOrder = sqliteTable(
  'paper_order',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    accountId: integer()
      .notNull()
      .references(() => account.id, { onDelete: 'cascade' }),
    symbol: text().notNull(),
    kind: text({ enum: ['market', 'stop'] }).notNull(),
    status: text({ enum: ['pending', 'filled', 'cancelled', 'rejected'] }).notNull(),
    quantity: real().notNull(),
    stopPrice: real(),
    fillPrice: real(),
    currency: text().notNull(),
    realised: real(),
    createdAt: integer().notNull(),
    endedAt: integer(),
  },
  (table) => [
    index('paper_order_live')
      .on(table.accountId)
      .where(sql`status = 'pending'`),
    index('paper_order_at').on(table.accountId, table.createdAt),
    check('paper_order_kind', sql`${table.kind} in ('market', 'stop')`),
    check(
      'paper_order_status',
      sql`${table.status} in ('pending', 'filled', 'cancelled', 'rejected')`,
    ),
  ],
);
