import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** People by Telegram's numeric id. `role` is null until an owner approves. Times are epoch ms UTC. */
export const user = sqliteTable(
  'user',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    username: text(),
    role: text({ enum: ['viewer', 'member', 'trader', 'owner'] }),
    status: text({ enum: ['pending', 'approved', 'denied'] }).notNull(),
    askedAt: integer(),
    decidedBy: integer(),
    createdAt: integer().notNull(),
  },
  (table) => [
    check('user_role', sql`${table.role} in ('viewer', 'member', 'trader', 'owner')`),
    check('user_status', sql`${table.status} in ('pending', 'approved', 'denied')`),
  ],
);

/** Places that the bot talks in. A private chat is known once its person is approved, others once linked. */
export const chat = sqliteTable(
  'chat',
  {
    id: integer().primaryKey(),
    kind: text({ enum: ['private', 'group', 'channel'] }).notNull(),
    title: text().notNull(),
    status: text({ enum: ['active', 'gone'] }).notNull(),
    goneWhy: text(),
    /** IANA zone; null until the chat has been asked. */
    zone: text(),
    linkedBy: integer(),
    greetedAt: integer(),
    /** JSON of the weights that its score is made of; null is the default mix. */
    score: text(),
    /** Null until the chat has chosen how pictures look. */
    chartTheme: text(),
    /** JSON of what it has set about its alerts; null for the usual. */
    policy: text(),
    createdAt: integer().notNull(),
  },
  (table) => [
    check('chat_kind', sql`${table.kind} in ('private', 'group', 'channel')`),
    check('chat_status', sql`${table.status} in ('active', 'gone')`),
  ],
);

/** A group that became a supergroup keeps answering to its old id. */
export const chatAlias = sqliteTable('chat_alias', {
  oldId: integer().primaryKey(),
  newId: integer().notNull(),
});

/** A way to reach a chat's people besides Telegram. `sealed` can be opened only with the key, which lies elsewhere. */
export const contact = sqliteTable(
  'contact',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    channel: text().notNull(),
    /** How it is shown: without secrets. */
    label: text().notNull(),
    sealed: text().notNull(),
    status: text({ enum: ['active', 'disabled'] }).notNull(),
    why: text(),
    createdBy: integer().notNull(),
    createdAt: integer().notNull(),
    removedAt: integer(),
  },
  (table) => [
    index('contact_chat')
      .on(table.chatId)
      .where(sql`removed_at is null`),
    check('contact_status', sql`${table.status} in ('active', 'disabled')`),
  ],
);

/** How a channel fared when it was last looked at, by its address: `c12`, or `env:ntfy`. */
export const channelHealth = sqliteTable('channel_health', {
  address: text().primaryKey(),
  channel: text().notNull(),
  isWell: integer({ mode: 'boolean' }).notNull(),
  detail: text(),
  checkedAt: integer().notNull(),
  /** Since when it has been as it is. */
  since: integer().notNull(),
});

/** Who changed what, append-only (triggers refuse changes). */
export const audit = sqliteTable('audit', {
  id: integer().primaryKey({ autoIncrement: true }),
  at: integer().notNull(),
  userId: integer(),
  action: text().notNull(),
  subject: text().notNull(),
  before: text(),
  after: text(),
  updateId: integer(),
  /** SHA-256 over the row and the hash before it, in hexadecimal; null in rows from before there was a chain. */
  hash: text(),
});
