import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { chat } from './people.ts';
import { rule } from './rules.ts';

/** Topics of forums by the name that Telegram last told; it tells one only when it is made, renamed or spoken in. */
export const topic = sqliteTable(
  'topic',
  {
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    thread: integer().notNull(),
    name: text().notNull(),
    seenAt: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.chatId, table.thread] })],
);

/**
 * Where a rule's `to:` words lead. Settled when the rule is made or changed, for somebody who may post there: the words
 * themselves prove nothing, and a chat that takes another's name later inherits nothing.
 */
export const ruleDestination = sqliteTable(
  'rule_destination',
  {
    ruleId: integer()
      .notNull()
      .references(() => rule.id, { onDelete: 'cascade' }),
    /** As the rule spells it: `@my_channel`, `topic:Options`, `news`. */
    word: text().notNull(),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    thread: integer(),
    settledAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ruleId, table.word] }),
    index('rule_destination_chat').on(table.chatId),
  ],
);
