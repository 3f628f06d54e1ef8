import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { chat } from './people.ts';

/** What somebody may copy by a link: a rule or a list as it was when the link was made. */
export const share = sqliteTable(
  'share',
  {
    token: text().primaryKey(),
    kind: text({ enum: ['rule', 'list'] }).notNull(),
    /** JSON; what is personal has been left out. */
    content: text().notNull(),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    /** 0 when the program made it, for the button under an alert. */
    createdBy: integer().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (table) => [
    index('share_chat').on(table.chatId),
    check('share_kind', sql`${table.kind} in ('rule', 'list')`),
  ],
);
