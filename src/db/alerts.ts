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
  readonly bundleId?: number | undefined;
  readonly inhibitedBy?: number | undefined;
};

/** What is known of an alert without opening it. */
export type AlertSlip = {
  readonly id: number;
  readonly eventKey: EventKey;
  readonly ticker: string;
  readonly severity: Severity;
  readonly ruleId: number | undefined;
};

type BundleTally = {
  total: number;
  unacked: number | null;
  first: number | null;
  last: number | null;
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
  const recent = sqlite.prepare<
    [number],
    { createdAt: number; fate: AlertFate; severity: Severity }
  >('select created_at as createdAt, fate, severity from alert where chat_id = ? order by id desc');
  const newest = orm.select().from(alert).orderBy(desc(alert.id)).limit(at('limit')).prepare();
  const byRef = sqlite.prepare<[string], { id: number }>('select id from alert where ref = ?');
  const tallies = sqlite.prepare<[number, number], RingTally>(
    `select rule_id as ruleId, max(fired_at) as lastAt, sum(fired_at >= ?) as recent from alert
       where chat_id = ? and rule_id is not null and fate <> 'suppressed' group by rule_id`,
  );
  const ack = sqlite.prepare<[number, string, number]>(
    'update alert set acked_at = ?, acked_by = ? where id = ? and acked_at is null',
  );
  const byKey = sqlite.prepare<[string], { id: number }>(
    'select id from alert where event_key = ?',
  );
  const resolve = sqlite.prepare<[number, number]>(
    'update alert set resolved_at = ? where id = ? and resolved_at is null',
  );
  const suppress = sqlite.prepare<[NotifyReason, number]>(
    "update alert set fate = 'suppressed', reason = ?, bundle_id = null where id = ?",
  );
  const setBundle = sqlite.prepare<[number | null, number]>(
    'update alert set bundle_id = ? where id = ?',
  );
  const ofBundle = selectFrom(
    db,
    alert,
    `bundle_id = ? and fate <> 'suppressed' order by case severity
       when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end, id limit ? offset ?`,
  );
  const slips = sqlite.prepare<[number], Omit<AlertSlip, 'ruleId'> & { ruleId: number | null }>(
    `select id, event_key as eventKey, ticker, severity, rule_id as ruleId from alert
     where bundle_id = ? and fate <> 'suppressed' order by id`,
  );
  const tallyOfBundle = sqlite.prepare<[number], BundleTally>(
    `select count(*) as total, sum(acked_at is null) as unacked, min(created_at) as first,
       max(created_at) as last from alert where bundle_id = ? and fate <> 'suppressed'`,
  );
  const ackBundle = sqlite.prepare<[number, string, number]>(
    `update alert set acked_at = ?, acked_by = ?
     where bundle_id = ? and acked_at is null and fate <> 'suppressed'`,
  );
  const setFates = sqlite.prepare<[AlertFate, number]>(
    "update alert set fate = ? where bundle_id = ? and fate <> 'suppressed'",
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
        bundleId: wish.bundleId ?? null,
        resolvedAt: null,
        inhibitedBy: wish.inhibitedBy ?? null,
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
    /** How many alerts, not counting critical ones, the chat was or will be sent since then; counts no further than `most`. */
    countSince(chat: ChatId, moment: Instant, most: number): number {
      let count = 0;
      for (const { createdAt, fate, severity } of recent.iterate(chat)) {
        if (createdAt < moment || count > most) break;
        if (fate !== 'suppressed' && severity !== 'critical') count++;
      }
      return count;
    },
    /** @returns false when somebody was faster */
    ack: (id: number, by: string, now: Instant): boolean => ack.run(now, by, id).changes > 0,
    setFate: (id: number, fate: AlertFate): void => void setFate.run(fate, id),
    /** The alert of a transition, when there was one. */
    byKey(key: EventKey): AlertRecord | undefined {
      const found = byKey.get(key);
      const row = found && byId.get(found.id);
      return row && toRecord(row);
    },
    /** What it tells of is over. @returns false when that was known */
    resolve: (id: number, now: Instant): boolean => resolve.run(now, id).changes > 0,
    /** It rang and was then held back, before anything left. */
    suppress: (id: number, reason: NotifyReason): void => void suppress.run(reason, id),
    /** Puts it into a bundle, or takes it out to have a message of its own. */
    setBundle: (id: number, bundleId: number | undefined): void =>
      void setBundle.run(bundleId ?? null, id),
    /** Alerts of a bundle that were not held back, the most severe first, then as they rang. */
    ofBundle: (
      bundleId: number,
      { limit, offset = 0 }: { limit: number; offset?: number },
    ): readonly AlertRecord[] => ofBundle.all(bundleId, limit, offset).map(toRecord),
    /** All that a bundle holds and that was not held back, unopened, as it rang. */
    slipsOf: (bundleId: number): readonly AlertSlip[] =>
      slips.all(bundleId).map((row) => ({ ...row, ruleId: row.ruleId ?? undefined })),
    countOfBundle: (bundleId: number): number => tallyOfBundle.get(bundleId)?.total ?? 0,
    /** How many a bundle carries, how many of them nobody has acknowledged, and when the first and the last of them rang. */
    tallyOfBundle(bundleId: number) {
      const row = tallyOfBundle.get(bundleId);
      return {
        total: row?.total ?? 0,
        unacked: row?.unacked ?? 0,
        from: instant(row?.first ?? 0),
        to: instant(row?.last ?? 0),
      };
    },
    /** Acknowledges all of a bundle. @returns how many were news */
    ackBundle: (bundleId: number, by: string, now: Instant): number =>
      ackBundle.run(now, by, bundleId).changes,
    /** Ends all that a bundle carries and that is under way, or takes it up again. */
    setFates: (bundleId: number, fate: AlertFate): void => void setFates.run(fate, bundleId),
  };
}

function toRecord(row: typeof alert.$inferSelect): AlertRecord {
  return {
    id: row.id,
    eventKey: row.eventKey as EventKey,
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
    resolvedAt: row.resolvedAt === null ? undefined : instant(row.resolvedAt),
    inhibitedBy: row.inhibitedBy ?? undefined,
    bundleId: row.bundleId ?? undefined,
  };
}
