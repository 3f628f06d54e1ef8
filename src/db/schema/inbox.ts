import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Every update of Telegram's, durable before it is confirmed. `seq` is the order of arrival. */
export const inbox = sqliteTable(
  'inbox',
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    updateId: integer().notNull().unique(),
    /** Updates of one chat are handled one at a time. */
    chatKey: text().notNull(),
    json: text().notNull(),
    receivedAt: integer().notNull(),
    /** It was sent after this moment by our own clock: all that came before had been fetched. Null when that is not known. */
    sentAfter: integer(),
    status: text({ enum: ['new', 'done', 'dead'] }).notNull(),
    attempts: integer().notNull(),
    doneAt: integer(),
    note: text(),
  },
  (table) => [
    index('inbox_new')
      .on(table.seq)
      .where(sql`status = 'new'`),
    check('inbox_status', sql`${table.status} in ('new', 'done', 'dead')`),
  ],
);

/** Where a wizard stands. */
export const conversation = sqliteTable('conversation', {
  key: text().primaryKey(),
  state: text().notNull(),
  updatedAt: integer().notNull(),
});
