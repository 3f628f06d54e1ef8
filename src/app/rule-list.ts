import { withoutNote } from '../core/rule-note.ts';
import type { AlertRecord } from '../core/records.ts';
import type { ChatId, Actor } from '../core/people.ts';
import type { RuleStatus, StoredRule } from '../core/records.ts';
import type { Quote } from '../core/market.ts';
import { DAY_MS, instant, plus, type Instant } from '../core/time.ts';
import { spellTarget } from '../core/target.ts';
import { overallMark, type FactsDeps, type RuleMark } from './rule-facts.ts';
import { prunableRules, type Prunable } from './rule-prune.ts';
import { talliesOf, worthOf, type Usefulness } from './usefulness.ts';

/** `ended`: done or expired. `never`: has not rung once. */
export type RuleFilter = 'all' | 'ended' | 'never';

export type RuleLine = {
  readonly id: number;
  readonly code: string;
  /** Its ticker, `@list` or `*`. */
  readonly about: string;
  /** The rule without what it is about. */
  readonly condition: string;
  readonly mark: RuleMark;
  readonly lastAt: Instant | undefined;
  /** Rings within seven days. */
  readonly recent: number;
  /** What its alerts were worth; undefined when there were none lately. */
  readonly useful: Usefulness | undefined;
};

export type RuleList = {
  readonly filter: RuleFilter;
  /** By what they are about, in the order of the alphabet. */
  readonly lines: readonly RuleLine[];
  /** Last prices by what single-ticker rules are about. */
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly total: number;
  /** Rules that seem to be of no use. */
  readonly prunable: number;
  readonly now: Instant;
  readonly zone: string;
};

/** Rules that were deleted together, with what each was. */
export type Removed = readonly { readonly id: number; readonly status: RuleStatus }[];

const RECENT_MS = 7 * DAY_MS;

/** A chat's rules together. */
export function ruleLists(deps: FactsDeps) {
  const { store, clock } = deps;
  return {
    list: (chat: ChatId, filter: RuleFilter): RuleList => list(deps, chat, filter),
    /** What `@all`, `@ended`, a ticker, `@list` or `*` stands for among a chat's rules. */
    pick: (chat: ChatId, what: string): readonly StoredRule[] =>
      store.rules
        .ofChat(chat)
        .filter(
          (rule) =>
            what === '@all' ||
            (what === '@ended' ? isEnded(rule) : spellTarget(rule.target) === what),
        ),
    removeAll(rules: readonly StoredRule[], { by, updateId }: { by: Actor; updateId: number }) {
      const now = clock();
      for (const { id } of rules) store.rules.setStatus(id, 'deleted', now);
      const before = rules.map(({ code, text }) => `${code} ${text}`).join('\n');
      const subject = String(by.place.chat);
      store.audit.add({ user: by.user, action: 'rules-delete', subject, before, updateId }, now);
      return rules.map(({ id, status }) => ({ id, status }));
    },
    /** Puts back what was deleted together. @returns how many that were */
    restoreAll(removed: Removed, { by, updateId }: { by: Actor; updateId: number }): number {
      const now = clock();
      const gone = removed.filter(({ id }) => {
        const rule = store.rules.get(id);
        return rule?.status === 'deleted' && rule.place.chat === by.place.chat;
      });
      for (const { id, status } of gone) store.rules.setStatus(id, status, now);
      const subject = String(by.place.chat);
      if (gone.length === 0) return 0;
      const after = `${gone.length} rules`;
      store.audit.add({ user: by.user, action: 'rules-restore', subject, after, updateId }, now);
      return gone.length;
    },
    /** Armed rules that seem to be of no use. */
    prunable: (chat: ChatId): readonly Prunable[] => prunableRules(deps, chat),
    /** What a rule has rung or held back, newest first. */
    rung: ({ id, place }: StoredRule, limit: number): readonly AlertRecord[] =>
      store.alerts.ofRule(place.chat, id, limit),
  };
}

function list(deps: FactsDeps, chat: ChatId, filter: RuleFilter): RuleList {
  const { store, clock, defaultZone } = deps;
  const now = clock();
  const tallies = new Map(
    store.alerts.tallies(chat, plus(now, -RECENT_MS)).map((tally) => [tally.ruleId, tally]),
  );
  const mutes = store.mutes.live(chat, now);
  const rules = store.rules.ofChat(chat);
  const worths = talliesOf(store, chat);
  const shown = rules.filter(
    (rule) => filter === 'all' || (filter === 'ended' ? isEnded(rule) : !tallies.has(rule.id)),
  );
  const lines = shown.map((rule): RuleLine => {
    const about = spellTarget(rule.target);
    const tally = tallies.get(rule.id);
    return {
      id: rule.id,
      code: rule.code,
      about,
      condition: withoutNote(rule.text.slice(about.length)),
      mark: overallMark(deps, rule, { mutes, now }).mark,
      lastAt: tally && instant(tally.lastAt),
      recent: tally?.recent ?? 0,
      useful: worthOf(deps, rule, worths.get(rule.id)),
    };
  });
  const quotes = new Map<string, Quote>();
  for (const { target } of shown) {
    const quote = target.kind === 'ticker' && store.quotes.get(target.ticker)?.quote;
    if (quote) quotes.set(quote.ticker, quote);
  }
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const { length: prunable } = prunableRules(deps, chat);
  return { filter, lines, quotes, total: rules.length, prunable, now, zone };
}

function isEnded({ status }: StoredRule): boolean {
  return status === 'done' || status === 'expired';
}
