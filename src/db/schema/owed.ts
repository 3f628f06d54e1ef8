import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { chat } from './people.ts';

/** What a storm of alerts has come to for one place, decided and not yet written out; empty a moment after. */
export const owed = sqliteTable('owed', {
  id: integer().primaryKey({ autoIncrement: true }),
  chatId: integer()
    .notNull()
    .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
  /** JSON of the transitions, with their numbers. */
  body: text().notNull(),
});
