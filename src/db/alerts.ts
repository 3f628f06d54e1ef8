import { and, desc, eq, sql } from 'drizzle-orm';
import type { AlertFate, Evidence, EventKey, NotifyReason, Severity } from '../core/alert.ts';
import { chatId, type ChatId, type Place } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { alert } from './schema/alerts.ts';

export type NewAlert = {
  readonly eventKey: EventKey;
  readonly ref: string;
  readonly place: Place;
  readonly ruleId: number | undefined;
  readonly ticker: Ticker;
  readonly type: string;
  readonly severity: Severity;
  readonly reason: NotifyReason;
  readonly fate: AlertFate;
  readonly evidence: Evidence;
  readonly firedAt: Instant;
};

/** How often a rule has rung; `lastAt` is epoch ms. */
export type RingTally = {
  readonly ruleId: number;
  readonly lastAt: number;
  readonly recent: number;
};

/** Every transition that was rung or held back. */
export function alertStore(db: Db) {
  const { orm, sqlite } = db;
  const at = sql.placeholder;
  const insert = insertInto(db, alert, {
    skip: ['id'],
    onConflict: 'on conflict do nothing',
  });
  const byId = selectFrom(db, alert, 'id = ?');
  const ofChat = orm
    .select()
    .from(alert)
    .where(eq(alert.chatId, at('chatId')))
    .orderBy(desc(alert.id))
    .limit(at('limit'))
    .prepare();
  const ofRule = orm
    .select()
    .from(alert)
    .where(and(eq(alert.chatId, at('chatId')), eq(alert.ruleId, at('ruleId'))))
    .orderBy(desc(alert.id))
    .limit(at('limit'))
    .prepare();
  // Read backwards until it is old enough: a count would walk the chat's whole history.
  const recent = sqlite.prepare<[number], { createdAt: number; fate: AlertFate }>(
    'select created_at as createdAt, fate from alert where chat_id = ? order by id desc',
  );
  const newest = orm.select().from(alert).orderBy(desc(alert.id)).limit(at('limit')).prepare();
  const byRef = sqlite.prepare<[string], { id: number }>('select id from alert where ref = ?');
  const tallies = sqlite.prepare<[number, number], RingTally>(
    `select rule_id as ruleId, max(fired_at) as lastAt, sum(fired_at >= ?) as recent from alert
       where chat_id = ? and rule_id is not null and fate <> 'suppressed' group by rule_id`,
  );
  const ack = sqlite.prepare<[number, string, number]>(
    'update alert set acked_at = ?, acked_by = ? where id = ? and acked_at is null',
  );
  const setFate = sqlite.prepare<[AlertFate, number]>('update alert set fate = ? where id = ?');

  return {
    /** @returns the new id, or undefined when this very transition is written down already */
    add(wish: NewAlert, now: Instant): number | undefined {
      const { changes, lastInsertRowid } = insert.run({
        eventKey: wish.eventKey,
        ref: wish.ref,
        chatId: wish.place.chat,
        thread: wish.place.thread ?? null,
        ruleId: wish.ruleId ?? null,
        ticker: wish.ticker,
        type: wish.type,
        severity: wish.severity,
        reason: wish.reason,
        fate: wish.fate,
        evidence: JSON.stringify(wish.evidence),
        firedAt: wish.firedAt,
        createdAt: now,
        ackedAt: null,
        ackedBy: null,
        bundleId: null,
        resolvedAt: null,
        inhibitedBy: null,
      });
      return changes > 0 ? Number(lastInsertRowid) : undefined;
    },
    get(id: number): AlertRecord | undefined {
      const row = byId.get(id);
      return row && toRecord(row);
    },
    hasRef: (ref: string): boolean => byRef.get(ref) !== undefined,
    ofChat: (chat: ChatId, limit: number): readonly AlertRecord[] =>
      ofChat.all({ chatId: chat, limit }).map(toRecord),
    ofRule: (chat: ChatId, ruleId: number, limit: number): readonly AlertRecord[] =>
      ofRule.all({ chatId: chat, ruleId, limit }).map(toRecord),
    /** What each rule of a chat has rung, at all and since a moment; rules that never rang are absent. */
    tallies: (chat: ChatId, since: Instant): readonly RingTally[] => tallies.all(since, chat),
    newest: (limit: number): readonly AlertRecord[] => newest.all({ limit }).map(toRecord),
    /** How many alerts the chat was or will be sent since then. */
    countSince(chat: ChatId, moment: Instant): number {
      let count = 0;
      for (const { createdAt, fate } of recent.iterate(chat)) {
        if (createdAt < moment) break;
        if (fate !== 'suppressed') count++;
      }
      return count;
    },
    /** @returns false when somebody was faster */
    ack: (id: number, by: string, now: Instant): boolean => ack.run(now, by, id).changes > 0,
    setFate: (id: number, fate: AlertFate): void => void setFate.run(fate, id),
  };
}

function toRecord(row: typeof alert.$inferSelect): AlertRecord {
  return {
    id: row.id,
    ref: row.ref,
    chat: chatId(row.chatId),
    thread: row.thread ?? undefined,
    ruleId: row.ruleId ?? undefined,
    ticker: row.ticker as Ticker,
    type: row.type,
    severity: row.severity,
    reason: row.reason as NotifyReason,
    fate: row.fate,
    evidence: JSON.parse(row.evidence) as Evidence,
    firedAt: instant(row.firedAt),
    createdAt: instant(row.createdAt),
    ackedAt: row.ackedAt === null ? undefined : instant(row.ackedAt),
    ackedBy: row.ackedBy ?? undefined,
  };
}
