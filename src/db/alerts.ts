import { and, desc, eq, sql } from 'drizzle-orm';
import type { AlertFate, NotifyReason, Severity } from '../core/alert.ts';
import type { ChatId } from '../core/people.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import { toRecord } from './alert-record.ts';
import { bundledAlerts } from './bundled-alerts.ts';
import { alertInsert } from './alert-insert.ts';
import { selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { alert } from './schema/alerts.ts';

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
  const insert = alertInsert(db);
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
  const tallies = sqlite.prepare<[number, number], RingTally>(
    `select rule_id as ruleId, max(fired_at) as lastAt, sum(fired_at >= ?) as recent from alert
       where chat_id = ? and rule_id is not null and fate <> 'suppressed' group by rule_id`,
  );
  const ack = sqlite.prepare<[number, string, number]>(
    'update alert set acked_at = ?, acked_by = ? where id = ? and acked_at is null',
  );
  const resolve = sqlite.prepare<[number, number]>(
    'update alert set resolved_at = ? where id = ? and resolved_at is null',
  );
  const suppress = sqlite.prepare<[NotifyReason, number]>(
    "update alert set fate = 'suppressed', reason = ?, bundle_id = null where id = ?",
  );
  const setFate = sqlite.prepare<[AlertFate, number]>(
    "update alert set fate = ? where id = ? and fate <> 'suppressed'",
  );

  return {
    add: insert.add,
    addAll: insert.addAll,
    forget: insert.forget,
    get(id: number): AlertRecord | undefined {
      const row = byId.get(id);
      return row && toRecord(row);
    },
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
    ...bundledAlerts(db),
    setFate: (id: number, fate: AlertFate): void => void setFate.run(fate, id),
    /** What it tells of is over. @returns false when that was known */
    resolve: (id: number, now: Instant): boolean => resolve.run(now, id).changes > 0,
    /** It rang and was then held back, before anything left. */
    suppress: (id: number, reason: NotifyReason): void => void suppress.run(reason, id),
  };
}
