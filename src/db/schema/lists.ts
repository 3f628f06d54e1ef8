import { foreignKey, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { chat } from './people.ts';

/** Tickers that a chat calls by one name: `@tech`. */
export const namedList = sqliteTable(
  'named_list',
  {
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    name: text().notNull(),
    createdBy: integer().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.chatId, table.name] })],
);

export const listTicker = sqliteTable(
  'list_ticker',
  {
    chatId: integer().notNull(),
    name: text().notNull(),
    ticker: text().notNull(),
    addedAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.chatId, table.name, table.ticker] }),
    foreignKey({
      columns: [table.chatId, table.name],
      foreignColumns: [namedList.chatId, namedList.name],
    })
      .onDelete('cascade')
      .onUpdate('cascade'),
    index('list_ticker_ticker').on(table.ticker),
  ],
);
