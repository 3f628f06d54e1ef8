import { freeCode } from '../core/code.ts';
import type { Actor, ChatId, UserId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { amendRule } from '../rules/amend.ts';
import type { AppDeps } from './deps.ts';
import { preflightOf, type Preflight } from './preflight.ts';
import { readTickers } from './reading.ts';
import { arm, referenceOf, rememberAll, tellNow, type Telling } from './rule-arm.ts';
import { ruleChanges } from './rule-change.ts';
import { draftRule, type Draft, type ReadyDraft } from './rule-draft.ts';
import { ruleFacts, type RuleFacts } from './rule-facts.ts';
import { ruleLists } from './rule-list.ts';
import { rulePresets } from './rule-presets.ts';

export type Creation =
  | {
      readonly kind: 'created';
      readonly facts: RuleFacts;
      /** The first rule of a chat whose time zone nobody has told yet. */
      readonly asksZone: boolean;
    }
  | { readonly kind: 'duplicate'; readonly facts: RuleFacts }
  | {
      readonly kind: 'full';
      readonly limit: number;
      readonly ended: number;
      readonly never: number;
    };

export const MOST_RULES = 200;
const CODE_LENGTH = 4;

/** A chat's rules, from the typed line on. What is called `draft…` or `read…` awaits the provider; the rest is sync. */
export function rulesApp(deps: AppDeps) {
  const { store, clock } = deps;
  const changes = ruleChanges(deps);
  const lists = ruleLists(deps);
  return {
    ...changes,
    ...lists,
    ...rulePresets(deps),
    /** @param by for whom it is read: another place than the chat itself takes somebody who may send there */
    draft: (text: string, chat: ChatId, by?: UserId): Promise<Draft> =>
      draftRule(deps, text, { chat, by }),
    /** The rule's own words with some said anew, read as if typed. */
    draftEdit: (rule: StoredRule, wish: string, by: UserId): Promise<Draft> =>
      draftRule(deps, amendRule(rule.text, wish), { chat: rule.place.chat, by }),
    /** A draft before it is armed. Writes nothing. */
    preflight: (draft: ReadyDraft, chat: ChatId): Preflight => preflightOf(deps, draft, chat),
    /** What can be learned now about a rule's tickers. Awaits the provider. */
    readFor: (rule: StoredRule) => readTickers(deps, store.targets.tickersOf(rule)),
    facts: (rule: StoredRule): RuleFacts => ruleFacts(deps, store.rules.get(rule.id) ?? rule),
    /** The rule of that canonical text in a chat. */
    byText: (chat: ChatId, text: string): StoredRule | undefined =>
      store.rules.ofChat(chat).find((rule) => rule.text === text),
    byCode(chat: ChatId, code: string): StoredRule | undefined {
      const rule = store.rules.byCode(chat, code.toUpperCase());
      return rule?.status === 'deleted' ? undefined : rule;
    },
    create: (draft: ReadyDraft, by: { by: Actor; updateId: number }): Creation =>
      create(deps, draft, by),
    /** Rings once for a rule that was true before it was made. */
    tellNow: (rule: StoredRule): Telling => tellNow(deps, rule, clock()),
  };
}

function create(
  deps: AppDeps,
  draft: ReadyDraft,
  { by, updateId }: { by: Actor; updateId: number },
): Creation {
  const { store, clock, random } = deps;
  const { rule, readings, expiresAt } = draft;
  const { place } = by;
  const now = clock();
  const known = store.rules.ofChat(place.chat);
  const twin = known.find(({ text }) => text === rule.text);
  if (twin) return { kind: 'duplicate', facts: ruleFacts(deps, twin) };
  if (known.length >= MOST_RULES) return full(deps, known);
  const quotes = rememberAll(deps, readings, { now, except: undefined });
  const stored = store.rules.add(
    {
      place,
      code: newCode(deps, place.chat, random),
      text: rule.text,
      target: rule.target,
      reference: referenceOf(draft, quotes),
      expiresAt,
      by: by.user,
    },
    now,
  );
  store.destinations.settle(stored.id, draft.settled, now);
  arm(deps, stored, quotes);
  store.audit.add(
    {
      user: by.user,
      action: 'rule-add',
      subject: `${place.chat}/${stored.code}`,
      after: rule.text,
      updateId,
    },
    now,
  );
  const asksZone = known.length === 0 && store.chats.get(place.chat)?.zone === undefined;
  return { kind: 'created', facts: ruleFacts(deps, stored), asksZone };
}

// With a digit in it, so that no code can be taken for a ticker that is a word.
function newCode({ store }: AppDeps, chat: ChatId, random: AppDeps['random']): string {
  const isTaken = (code: string) =>
    !/\d/.test(code) || store.rules.byCode(chat, code) !== undefined;
  return freeCode(random, CODE_LENGTH, isTaken);
}

function full({ store }: AppDeps, rules: readonly StoredRule[]): Creation {
  const [first] = rules;
  const rang = new Set(
    (first ? store.alerts.tallies(first.place.chat, first.createdAt) : []).map(
      ({ ruleId }) => ruleId,
    ),
  );
  const ended = rules.filter(({ status }) => status === 'done' || status === 'expired').length;
  const never = rules.filter(({ id }) => !rang.has(id)).length;
  return { kind: 'full', limit: MOST_RULES, ended, never };
}
