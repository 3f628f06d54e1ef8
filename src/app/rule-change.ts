import type { Actor, ChatId } from '../core/people.ts';
import type { RuleStatus, StoredRule } from '../core/records.ts';
import { spellTarget, type Target } from '../core/target.ts';
import { DAY_MS, instant, plus, type Instant } from '../core/time.ts';
import { parseRule } from '../rules/parse.ts';
import { arm, believed, referenceOf, rememberAll } from './rule-arm.ts';
import type { ReadyDraft } from './rule-draft.ts';
import type { FactsDeps } from './rule-facts.ts';
import type { Reading } from './reading.ts';

/** How a rule was before a change, to put it back. Plain, so that a button can carry it. */
export type RuleBefore = {
  readonly rule: number;
  /** The revision and status that the change left; anything else means that somebody has changed it since. */
  readonly rev: number;
  readonly left: RuleStatus;
  readonly status: RuleStatus;
  readonly text: string;
  readonly reference: number | null;
  readonly expiresAt: number | null;
};

export type Changed = { readonly rule: StoredRule; readonly before: RuleBefore };

type By = { readonly by: Actor; readonly updateId: number };

const RENEWED_FOR_MS = 90 * DAY_MS;

/** Changes to rules that exist. Each is written to the audit and says how to take it back. */
export function ruleChanges(deps: FactsDeps) {
  const { store, clock } = deps;

  function find(chat: ChatId, id: number): StoredRule | undefined {
    const rule = store.rules.get(id);
    return rule?.place.chat === chat && rule.status !== 'deleted' ? rule : undefined;
  }

  function note(action: string, was: StoredRule, { by, updateId }: By): Changed {
    const rule = store.rules.get(was.id) ?? was;
    store.audit.add(
      {
        user: by.user,
        action: `rule-${action}`,
        subject: `${was.place.chat}/${was.code}`,
        before: `${was.status} ${was.text}`,
        after: `${rule.status} ${rule.text}`,
        updateId,
      },
      clock(),
    );
    return { rule, before: beforeOf(was, rule) };
  }

  return {
    find,
    pause: (rule: StoredRule, by: By): Changed => {
      store.rules.setStatus(rule.id, 'paused', clock());
      return note('pause', rule, by);
    },
    remove: (rule: StoredRule, by: By): Changed => {
      store.rules.setStatus(rule.id, 'deleted', clock());
      return note('delete', rule, by);
    },
    /** Turns a rule on again, from the price as it is now; one whose time was up gets another 90 days. */
    resume(rule: StoredRule, readings: readonly Reading[], by: By): Changed {
      const now = clock();
      if (rule.status === 'expired' || (rule.expiresAt ?? Infinity) <= now)
        store.rules.setExpiry(rule.id, plus(now, RENEWED_FOR_MS));
      setOn(deps, rule, { readings, now });
      return note('resume', rule, by);
    },
    /** Adds 90 days to what is left of a rule's time. */
    renew(rule: StoredRule, readings: readonly Reading[], by: By): Changed {
      const now = clock();
      const from = Math.max(now, rule.expiresAt ?? now);
      store.rules.setExpiry(rule.id, plus(instant(from), RENEWED_FOR_MS));
      if (rule.status !== 'on') setOn(deps, rule, { readings, now });
      return note('renew', rule, by);
    },
    /** Other words for the same rule. Where it waits for the same thing as before, its cooldown goes on. */
    edit(rule: StoredRule, draft: ReadyDraft, by: By): Changed {
      rewrite(deps, rule, draft);
      return note('edit', rule, by);
    },
    /** @returns undefined when somebody has changed the rule since */
    undo(before: RuleBefore, by: By): StoredRule | undefined {
      const rule = store.rules.get(before.rule);
      if (rule?.place.chat !== by.by.place.chat) return undefined;
      if (rule.rev !== before.rev || rule.status !== before.left) return undefined;
      putBack(deps, rule, before);
      return note('undo', rule, by).rule;
    },
  };
}

function setOn(
  deps: FactsDeps,
  rule: StoredRule,
  { readings, now }: { readings: readonly Reading[]; now: Instant },
): void {
  deps.store.rules.setStatus(rule.id, 'on', now);
  arm(deps, rule, rememberAll(deps, readings, { now, except: rule.id }));
}

function rewrite(deps: FactsDeps, rule: StoredRule, draft: ReadyDraft): void {
  const { store, clock } = deps;
  const now = clock();
  const { target } = draft.rule;
  const tickers = store.targets.tickersOf(rule);
  const states = tickers.map((ticker) => [ticker, store.rules.state(rule.id, ticker)] as const);
  const isSame =
    spellTarget(rule.target) === spellTarget(target) &&
    conditionOf(rule.text) === conditionOf(draft.rule.text);
  const quotes = rememberAll(deps, draft.readings, { now, except: rule.id });
  const reference = isSame ? rule.reference : referenceOf(draft, quotes);
  const hasNewExpiry = expiryText(rule.text) !== expiryText(draft.rule.text);
  const expiresAt = hasNewExpiry || rule.status === 'expired' ? draft.expiresAt : rule.expiresAt;
  const { text } = draft.rule;
  store.rules.rewrite(rule.id, { text, target, reference, expiresAt, keepsNumbers: isSame }, now);
  store.destinations.settle(rule.id, draft.settled, now);
  if (rule.status !== 'paused') store.rules.setStatus(rule.id, 'on', now);
  if (isSame) for (const [ticker, state] of states) store.rules.putState(rule.id, ticker, state);
  else arm(deps, { ...rule, text: draft.rule.text, target, reference }, quotes);
}

function putBack({ store, clock, ...deps }: FactsDeps, rule: StoredRule, before: RuleBefore): void {
  const now = clock();
  const expiresAt = before.expiresAt === null ? undefined : instant(before.expiresAt);
  const reference = before.reference ?? undefined;
  if (before.text !== rule.text) {
    const target = targetOf(before.text) ?? rule.target;
    store.rules.rewrite(rule.id, { text: before.text, target, reference, expiresAt }, now);
    const again = { ...rule, text: before.text, target, reference };
    arm({ ...deps, store, clock }, again, believed(store, store.targets.tickersOf(again)));
  } else {
    store.rules.setExpiry(rule.id, expiresAt);
  }
  store.rules.setStatus(rule.id, before.status, now);
}

function beforeOf(was: StoredRule, now: StoredRule): RuleBefore {
  return {
    rule: was.id,
    rev: now.rev,
    left: now.status,
    status: was.status,
    text: was.text,
    reference: was.reference ?? null,
    expiresAt: was.expiresAt ?? null,
  };
}

function conditionOf(text: string): string {
  const parsed = parseRule(text);
  return parsed.kind === 'rule' ? JSON.stringify(parsed.rule.condition) : text;
}

function expiryText(text: string): string {
  const parsed = parseRule(text);
  return parsed.kind === 'rule' ? JSON.stringify(parsed.rule.modifiers.expiry) : text;
}

function targetOf(text: string): Target | undefined {
  const parsed = parseRule(text);
  return parsed.kind === 'rule' ? parsed.rule.target : undefined;
}
