import { and, asc, eq, like, lte, ne, or, sql } from 'drizzle-orm';
import { chatId, userId, type ChatId, type Place, type UserId } from '../core/people.ts';
import type { RuleStatus, StoredRule } from '../core/records.ts';
import { NEW_RULE_STATE, type RuleState } from '../core/rule.ts';
import { readSpelledTarget, spellTarget, type Target } from '../core/target.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { chat } from './schema/people.ts';
import { rule, ruleState } from './schema/rules.ts';
import { slots } from './slots.ts';
import { stateLog } from './state-log.ts';

export type NewRule = {
  readonly place: Place;
  readonly code: string;
  readonly text: string;
  readonly target: Target;
  readonly reference: number | undefined;
  readonly expiresAt: Instant | undefined;
  readonly by: UserId;
};

/** Rules and where each stands. */
export function ruleStore(db: Db) {
  const q = ruleQueries(db);
  // This process is the only writer, so what it wrote is what there is.
  let states: Map<string, RuleState> | undefined;
  const written = stateLog();
  const known = (): Map<string, RuleState> =>
    (states ??= new Map(
      q.states.all().map((row) => [stateKey(row.ruleId, row.ticker), toState(row)]),
    ));
  return {
    add(wish: NewRule, now: Instant): StoredRule {
      const row = q.insert.get({
        chatId: wish.place.chat,
        thread: wish.place.thread ?? null,
        code: wish.code,
        rev: 1,
        text: wish.text,
        ticker: spellTarget(wish.target),
        reference: wish.reference ?? null,
        status: 'on',
        expiresAt: wish.expiresAt ?? null,
        createdBy: wish.by,
        createdAt: now,
        updatedAt: now,
      });
      q.touch();
      return toRule(row);
    },
    get(id: number): StoredRule | undefined {
      const row = q.byId.get({ id });
      return row && toRule(row);
    },
    byCode(chat: ChatId, code: string): StoredRule | undefined {
      const row = q.byCode.get({ chatId: chat, code });
      return row && toRule(row);
    },
    ofChat: (chat: ChatId): readonly StoredRule[] => q.ofChat.all({ chatId: chat }).map(toRule),
    /** Rules that are on, about a ticker, in any chat. */
    onTicker: (ticker: Ticker): readonly StoredRule[] => q.onTicker.all({ ticker }).map(toRule),
    /** Rules that are on, about lists or everything watched, in any chat. */
    onSeveral: (): readonly StoredRule[] => q.onSeveral.all().map(toRule),
    /** Rules to judge: those that are on, in chats that can be reached. */
    live: (): readonly StoredRule[] => q.live.all().map((row) => toRule(row.rule)),
    /** Live rules whose time is up. */
    overdue: (now: Instant): readonly StoredRule[] => q.overdue.all({ now }).map(toRule),
    /** Changes with every write to any rule, so that what was compiled can be kept until then. */
    generation: (): number => q.generation,
    /** What rules are about has changed, though no rule has: a list, or what a chat watches. */
    touch: (): void => q.touch(),
    /** Something else changed which rules are live, or which exist: a chat was lost, found or erased. */
    changed(): void {
      states = undefined;
      q.touch();
    },
    setStatus(id: number, status: RuleStatus, now: Instant): void {
      q.setStatus.run({ id, status, now });
      q.touch();
    },
    /** The rule's words change: it starts anew under the next revision. */
    rewrite(
      id: number,
      wish: Pick<NewRule, 'text' | 'target' | 'reference' | 'expiresAt'>,
      now: Instant,
    ): void {
      const { text, target, reference, expiresAt } = wish;
      q.rewrite.run(text, spellTarget(target), reference ?? null, expiresAt ?? null, now, id);
      q.dropStates.run({ id });
      states = undefined;
      q.touch();
    },
    /** A list has another name: rules about it, deleted ones too, go on where they stand, under their next revision. */
    renameList(chat: ChatId, { from, to }: { from: string; to: string }, now: Instant): void {
      q.renameList.run({ from: `@${from}`, to: `@${to}`, chat, now });
      q.touch();
    },
    /** The first price that a rule made without one is measured from. */
    setReference(id: number, reference: number): void {
      q.setReference.run(reference, id);
      q.touch();
    },
    setExpiry(id: number, expiresAt: Instant | undefined): void {
      q.setExpiry.run(expiresAt ?? null, id);
      q.touch();
    },
    state: (ruleId: number, ticker: Ticker): RuleState =>
      known().get(stateKey(ruleId, ticker)) ?? NEW_RULE_STATE,
    /** Every rule's state, read at first need and kept; `forget` after a transaction that failed. */
    forget: (): void => void (states = undefined),
    /** Whose state was written, for those who keep something that follows from states. */
    written: { mark: written.mark, since: written.since },
    putState(ruleId: number, ticker: Ticker, state: RuleState): void {
      known().set(stateKey(ruleId, ticker), state);
      written.add({ ruleId, ticker });
      q.putState.run({
        ruleId,
        ticker,
        phase: state.phase,
        seq: state.seq,
        pendingSince: state.pendingSince ?? null,
        pendingCount: state.pendingCount,
        rangAt: state.rangAt ?? null,
        rangValue: state.rangValue ?? null,
        judgedTo: state.judgedTo ?? null,
      });
    },
  };
}

function stateKey(ruleId: number, ticker: string): string {
  return `${ruleId}/${ticker}`;
}

function ruleQueries(db: Db) {
  const { orm, sqlite } = db;
  const at = sql.placeholder;
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
    rewrite: sqlite.prepare<[string, string, number | null, number | null, number, number]>(
      'update rule set text = ?, ticker = ?, reference = ?, expires_at = ?, updated_at = ?, rev = rev + 1 where id = ?',
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
    putState: insertInto(db, ruleState, {
      onConflict: `on conflict (rule_id, ticker) do update set phase = excluded.phase, seq = excluded.seq,
        pending_since = excluded.pending_since, pending_count = excluded.pending_count,
        rang_at = excluded.rang_at, rang_value = excluded.rang_value, judged_to = excluded.judged_to`,
    }),
  };
  return queries;
}

function toRule(row: typeof rule.$inferSelect): StoredRule {
  return {
    id: row.id,
    place: { chat: chatId(row.chatId), thread: row.thread ?? undefined },
    code: row.code,
    rev: row.rev,
    text: row.text,
    target: readSpelledTarget(row.ticker) ?? { kind: 'ticker', ticker: row.ticker as Ticker },
    reference: row.reference ?? undefined,
    status: row.status,
    expiresAt: row.expiresAt === null ? undefined : instant(row.expiresAt),
    createdBy: userId(row.createdBy),
    createdAt: instant(row.createdAt),
  };
}

function toState(row: typeof ruleState.$inferSelect): RuleState {
  return {
    phase: row.phase,
    seq: row.seq,
    pendingSince: row.pendingSince === null ? undefined : instant(row.pendingSince),
    pendingCount: row.pendingCount,
    rangAt: row.rangAt === null ? undefined : instant(row.rangAt),
    rangValue: row.rangValue ?? undefined,
    judgedTo: row.judgedTo === null ? undefined : instant(row.judgedTo),
  };
}
