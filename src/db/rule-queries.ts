import { and, asc, eq, like, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { chat } from './schema/people.ts';
import { rule, ruleState } from './schema/rules.ts';
import { slots } from './slots.ts';

/** The prepared queries of rules and their states, and the count of writes to them. */
export function ruleQueries(db: Db) {
  const { orm, sqlite } = db;
  const at = sql.placeholder;
  const isBefore = lt(sql`coalesce(${rule.writtenAt}, ${rule.createdAt})`, at('at'));
  const queries = {
    generation: 0,
    touch: () => void queries.generation++,
    insert: orm.insert(rule).values(slots(rule, 'id')).returning().prepare(),
    byId: orm
      .select()
      .from(rule)
      .where(eq(rule.id, at('id')))
      .prepare(),
    byCode: orm
      .select()
      .from(rule)
      .where(and(eq(rule.chatId, at('chatId')), eq(rule.code, at('code'))))
      .prepare(),
    ofChat: orm
      .select()
      .from(rule)
      .where(and(eq(rule.chatId, at('chatId')), ne(rule.status, 'deleted')))
      .orderBy(asc(rule.ticker), asc(rule.id))
      .prepare(),
    onTicker: orm
      .select()
      .from(rule)
      .where(and(eq(rule.status, 'on'), eq(rule.ticker, at('ticker'))))
      .prepare(),
    onSeveral: orm
      .select()
      .from(rule)
      .where(and(eq(rule.status, 'on'), or(like(rule.ticker, '@%'), eq(rule.ticker, '*'))))
      .prepare(),
    live: orm
      .select()
      .from(rule)
      .innerJoin(chat, eq(chat.id, rule.chatId))
      .where(and(eq(rule.status, 'on'), eq(chat.status, 'active')))
      .orderBy(asc(rule.id))
      .prepare(),
    overdue: orm
      .select()
      .from(rule)
      .where(and(eq(rule.status, 'on'), lte(rule.expiresAt, at('now'))))
      .prepare(),
    setStatus: orm
      .update(rule)
      .set({ status: sql`${at('status')}`, updatedAt: sql`${at('now')}` })
      .where(eq(rule.id, at('id')))
      .prepare(),
    writtenBefore: orm
      .select()
      .from(rule)
      .where(and(ne(rule.status, 'deleted'), eq(rule.ticker, at('ticker')), isBefore))
      .orderBy(asc(rule.id))
      .prepare(),
    severalBefore: orm
      .select()
      .from(rule)
      .where(
        and(
          ne(rule.status, 'deleted'),
          or(like(rule.ticker, '@%'), eq(rule.ticker, '*')),
          isBefore,
        ),
      )
      .orderBy(asc(rule.id))
      .prepare(),
    rewrite: sqlite.prepare<Rewriting>(
      `update rule set text = :text, ticker = :ticker, reference = :reference, expires_at = :expiresAt,
         updated_at = :now, written_at = coalesce(:writtenAt, written_at), rev = rev + 1 where id = :id`,
    ),
    refoot: sqlite.prepare<{ id: number; text: string; reference: number | null; now: number }>(
      `update rule set text = :text, reference = :reference, updated_at = :now,
         rev = rev + (text <> :text) where id = :id`,
    ),
    renameList: sqlite.prepare<{ from: string; to: string; chat: number; now: number }>(
      `update rule set text = :to || substr(text, length(:from) + 1), ticker = :to, updated_at = :now, rev = rev + 1
         where chat_id = :chat and ticker = :from`,
    ),
    setReference: sqlite.prepare<[number, number]>('update rule set reference = ? where id = ?'),
    setExpiry: sqlite.prepare<[number | null, number]>(
      'update rule set expires_at = ? where id = ?',
    ),
    dropStates: orm
      .delete(ruleState)
      .where(eq(ruleState.ruleId, at('id')))
      .prepare(),
    states: orm.select().from(ruleState).prepare(),
  };
  return queries;
}

type Rewriting = {
  readonly id: number;
  readonly text: string;
  readonly ticker: string;
  readonly reference: number | null;
  readonly expiresAt: number | null;
  readonly now: number;
  readonly writtenAt: number | null;
};
