import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { chat } from './people.ts';
import { rule } from './rules.ts';

/** One transition that a person was told of, or that was held back with its reason. */
export const alert = sqliteTable(
  'alert',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    eventKey: text().notNull(),
    /** Made from the id; that of an old alert is any word. */
    ref: text().notNull(),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    thread: integer(),
    ruleId: integer().references(() => rule.id, { onDelete: 'set null' }),
    ticker: text().notNull(),
    type: text().notNull(),
    severity: text({ enum: ['low', 'medium', 'high', 'critical'] }).notNull(),
    reason: text().notNull(),
    /** How it ended. `open` while a delivery is still under way. */
    fate: text({ enum: ['open', 'sent', 'suppressed', 'expired', 'dead'] }).notNull(),
    /** JSON of the Evidence. */
    evidence: text().notNull(),
    firedAt: integer().notNull(),
    createdAt: integer().notNull(),
    ackedAt: integer(),
    ackedBy: text(),
    /** Carried by the message of this bundle, with others; null where it has a message of its own. */
    bundleId: integer(),
    /** When what it tells of was over. */
    resolvedAt: integer(),
    /** The alert whose news made this one needless. */
    inhibitedBy: integer(),
  },
  (table) => [
    // What a rule's transition has rung is known to the rule's state, which does not grow with the history.
    uniqueIndex('alert_event')
      .on(table.eventKey)
      .where(sql`substr(event_key, 1, 5) <> 'rule/'`),
    index('alert_chat').on(table.chatId, table.id),
    index('alert_open')
      .on(table.bundleId)
      .where(sql`fate = 'open'`),
    index('alert_bundle')
      .on(table.bundleId)
      .where(sql`bundle_id is not null`),
    check('alert_severity', sql`${table.severity} in ('low', 'medium', 'high', 'critical')`),
    check('alert_fate', sql`${table.fate} in ('open', 'sent', 'suppressed', 'expired', 'dead')`),
  ],
);

/** How many alerts and deliveries have ended in each way, kept by triggers: `alert/sent`, `delivery/dead`. */
export const tally = sqliteTable('tally', {
  name: text().primaryKey(),
  n: integer().notNull(),
});

/** Alerts of one place that go out as one message, or wait together: a storm, a night's quiet, rules that agree on a ticker. */
export const bundle = sqliteTable(
  'bundle',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    thread: integer(),
    /** Why its alerts were gathered. */
    kind: text({ enum: ['storm', 'quiet', 'card'] }).notNull(),
    status: text({ enum: ['open', 'sealed'] }).notNull(),
    openedAt: integer().notNull(),
    /** When it is sealed, and what it holds goes out. */
    dueAt: integer().notNull(),
    sealedAt: integer(),
  },
  (table) => [
    index('bundle_open')
      .on(table.chatId)
      .where(sql`status = 'open'`),
    index('bundle_chat').on(table.chatId, table.id),
    check('bundle_status', sql`${table.status} in ('open', 'sealed')`),
  ],
);

/** Something to be done at a moment, whatever happens to the process before: one row for each step of each thing. */
export const timer = sqliteTable(
  'timer',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** What is to be done: `escalate`. */
    kind: text().notNull(),
    /** What it is done about: an alert's id. */
    subject: integer().notNull(),
    step: integer().notNull(),
    dueAt: integer().notNull(),
    doneAt: integer(),
  },
  (table) => [
    uniqueIndex('timer_step').on(table.kind, table.subject, table.step),
    index('timer_due')
      .on(table.dueAt)
      .where(sql`done_at is null`),
  ],
);

/** One message to one address, from decided to sent. The outbox. */
export const delivery = sqliteTable(
  'delivery',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    key: text().notNull().unique(),
    alertId: integer().references(() => alert.id, { onDelete: 'cascade' }),
    /** The alerts that it carries, where they are several. */
    bundleId: integer().references(() => bundle.id, { onDelete: 'cascade' }),
    /** Which of an alert's messages this is: `first`, `resolved`, `escalation-1`; null for what is no alert. */
    step: text(),
    /** `edit` changes the message of `editsId` in place. */
    kind: text({ enum: ['alert', 'reply', 'notice', 'edit'] }).notNull(),
    editsId: integer(),
    channel: text().notNull(),
    chatId: integer()
      .notNull()
      .references(() => chat.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
    thread: integer(),
    address: text().notNull(),
    lane: text().notNull(),
    /** 0 critical, 1 answers, 2 alerts, 3 the rest. */
    priority: integer().notNull(),
    status: text({
      enum: ['queued', 'sending', 'sent', 'uncertain', 'dead', 'expired'],
    }).notNull(),
    attempts: integer().notNull(),
    /** How often it may have arrived without our knowing: a second copy is labelled. */
    uncertain: integer().notNull(),
    notBefore: integer().notNull(),
    expiresAt: integer().notNull(),
    bootId: text(),
    /** JSON of the Message; null for alerts, whose message is rendered from the evidence. */
    content: text(),
    /** JSON of the FrozenMessage, written at the first claim and never changed. */
    body: text(),
    messageId: text(),
    lastCode: text(),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (table) => [
    index('delivery_due')
      .on(table.lane, table.priority, table.id)
      .where(sql`status in ('queued', 'sending', 'uncertain')`),
    index('delivery_alert').on(table.alertId),
    index('delivery_bundle')
      .on(table.bundleId)
      .where(sql`bundle_id is not null`),
    index('delivery_dead')
      .on(table.finishedAt)
      .where(sql`status in ('dead', 'expired')`),
    check('delivery_kind', sql`${table.kind} in ('alert', 'reply', 'notice', 'edit')`),
    check(
      'delivery_status',
      sql`${table.status} in ('queued', 'sending', 'sent', 'uncertain', 'dead', 'expired')`,
    ),
  ],
);

/** Every try, append-only. */
export const deliveryAttempt = sqliteTable(
  'delivery_attempt',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    deliveryId: integer()
      .notNull()
      .references(() => delivery.id, { onDelete: 'cascade' }),
    bootId: text().notNull(),
    startedAt: integer().notNull(),
    finishedAt: integer().notNull(),
    outcome: text().notNull(),
    code: text().notNull(),
  },
  (table) => [index('delivery_attempt_delivery').on(table.deliveryId)],
);

/** What a lane was told to wait for: a restart may not forget a 429. */
export const lane = sqliteTable('lane', {
  lane: text().primaryKey(),
  notBefore: integer().notNull(),
});

/** What an inline button means. The callback carries only the token; all authority is here. */
export const button = sqliteTable(
  'button',
  {
    token: text().primaryKey(),
    deliveryId: integer()
      .notNull()
      .references(() => delivery.id, { onDelete: 'cascade' }),
    verb: text().notNull(),
    /** JSON of the ButtonSubject. */
    subject: text().notNull(),
    onlyFor: integer(),
    once: integer({ mode: 'boolean' }).notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    usedAt: integer(),
    usedBy: integer(),
  },
  (table) => [index('button_delivery').on(table.deliveryId)],
);
