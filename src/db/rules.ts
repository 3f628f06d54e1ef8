import { chatId, userId, type ChatId, type Place, type UserId } from '../core/people.ts';
import type { RuleStatus, StoredRule } from '../core/records.ts';
import { NEW_RULE_STATE, type RuleState } from '../core/rule.ts';
import { readSpelledTarget, spellTarget, type Target } from '../core/target.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { ruleQueries } from './rule-queries.ts';
import type { rule, ruleState } from './schema/rules.ts';
import { stateBatch, stateKey } from './state-batch.ts';
import { stateLog } from './state-log.ts';
import { stateWriter } from './state-writer.ts';

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
  const write = stateWriter(db);
  const remember = (ruleId: number, ticker: Ticker, state: RuleState): void => {
    known().set(stateKey(ruleId, ticker), state);
    written.add({ ruleId, ticker });
  };
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
        writtenAt: now,
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
    /** Whatever its status, rules about one ticker whose numbers are from before a split, in any chat. */
    writtenBefore: (ticker: Ticker, at: Instant): readonly StoredRule[] =>
      q.writtenBefore.all({ ticker, at }).map(toRule),
    /** The same of rules about several tickers. */
    severalBefore: (at: Instant): readonly StoredRule[] => q.severalBefore.all({ at }).map(toRule),
    /**
     * The rule's words change: it starts anew under the next revision. `keepsNumbers`: what it holds prices against is as
     * it was, and so on the footing that it was on.
     */
    rewrite(
      id: number,
      wish: Pick<NewRule, 'text' | 'target' | 'reference' | 'expiresAt'> & {
        readonly keepsNumbers?: boolean;
      },
      now: Instant,
    ): void {
      const { text, target, reference, expiresAt, keepsNumbers = false } = wish;
      q.rewrite.run({
        id,
        text,
        ticker: spellTarget(target),
        reference: reference ?? null,
        expiresAt: expiresAt ?? null,
        now,
        writtenAt: keepsNumbers ? null : now,
      });
      q.dropStates.run({ id });
      states = undefined;
      q.touch();
    },
    /** The same rule on the footing after a split: it goes on where it stands, under its next revision if its words change. */
    refoot(
      id: number,
      { text, reference }: Pick<StoredRule, 'text' | 'reference'>,
      now: Instant,
    ): void {
      q.refoot.run({ id, text, reference: reference ?? null, now });
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
      remember(ruleId, ticker, state);
      write([{ ruleId, ticker, state }]);
    },
    /** For many states: each is known as soon as it is put, and on disk after `write`, which ends the transaction's part. */
    stateBatch: () => stateBatch({ remember, write }),
  };
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
    alertId: row.alertId ?? undefined,
  };
}
