import { silenceFor } from '../alerts/silence.ts';
import type { Severity } from '../core/alert.ts';
import type { Quote } from '../core/market.ts';
import type { Mute } from '../core/mute.ts';
import type { StoredRule } from '../core/records.ts';
import { plus, type Instant } from '../core/time.ts';
import { explainRule, type Explanation } from '../rules/explain.ts';
import { standingOf, type Standing } from '../rules/standing.ts';
import type { AppDeps } from './deps.ts';
import { judgeStill, type ArmDeps } from './rule-arm.ts';
import { readyRule } from '../rules/ready.ts';
import { sessionFacts, type SessionFacts } from './session.ts';

/** What a rule is doing, as one word. `resting`: has rung, and waits to be back past its re-arm level. */
export type RuleMark =
  | 'armed'
  | 'cooling'
  | 'resting'
  | 'snoozed'
  | 'muted'
  | 'done'
  | 'expired'
  | 'paused'
  | 'blocked';

/** Everything that a rule's card tells. */
export type RuleFacts = {
  readonly rule: StoredRule;
  readonly said: Explanation;
  readonly note: string | undefined;
  readonly severity: Severity;
  readonly mark: RuleMark;
  /** Until when its cooldown lasts, while it does. */
  readonly coolsUntil: Instant | undefined;
  /** Where it stands at the last price that it saw; undefined while there is none to tell it by. */
  readonly standing: Standing | undefined;
  readonly quote: Quote | undefined;
  /** Why it cannot be judged at present. */
  readonly doubt: string | undefined;
  readonly session: SessionFacts | undefined;
  readonly isTrue: boolean;
  /** Written with `is`: rings while it is so. */
  readonly isLevel: boolean;
  readonly zone: string;
  readonly now: Instant;
};

export type FactsDeps = ArmDeps & Pick<AppDeps, 'calendar' | 'defaultZone'>;

const UNREADABLE: Explanation = {
  sentence: 'I can no longer read this rule',
  headline: '',
  frequency: 'never',
  rearm: 'never',
};

/** A rule as its chat should see it now, from what the last scan left behind. */
export function ruleFacts(deps: FactsDeps, rule: StoredRule): RuleFacts {
  const { store, calendar, defaultZone } = deps;
  const now = deps.clock();
  const ready = readyRule(rule.text);
  const known = store.quotes.get(rule.ticker);
  const judged = known?.quote && judgeStill(deps, rule, known.quote);
  const severity = ready?.rule.modifiers.severity ?? 'medium';
  const mutes = store.mutes.live(rule.place.chat, now);
  const coolsUntil = cooldownEnd(deps, rule, { cooldownMs: ready?.policy.cooldownMs, now });
  return {
    rule,
    said: ready ? explainRule(ready.rule) : UNREADABLE,
    note: ready?.rule.modifiers.note,
    severity,
    mark: markOf(deps, rule, { severity, mutes, now, coolsUntil }),
    coolsUntil,
    standing: judged && standingOf(judged.ready.rule.condition, judged.view),
    quote: known?.quote,
    doubt: doubtOf(deps, rule),
    session: known?.quote && sessionFacts(calendar, known.quote.instrument.market, now),
    isTrue: judged?.judgement.verdict === 'true',
    isLevel: ready?.policy.level ?? false,
    zone: store.chats.get(rule.place.chat)?.zone ?? defaultZone,
    now,
  };
}

type Marking = {
  readonly severity: Severity;
  readonly mutes: readonly Mute[];
  readonly now: Instant;
  readonly coolsUntil: Instant | undefined;
};

/** The one thing to know first about a rule: ended, silenced, blind, resting, or armed. */
export function markOf(deps: FactsDeps, rule: StoredRule, about: Marking): RuleMark {
  if (rule.status === 'done' || rule.status === 'expired' || rule.status === 'paused')
    return rule.status;
  const ringing = { ruleCode: rule.code, ticker: rule.ticker, type: 'price' };
  const silence = silenceFor({ ...ringing, severity: about.severity }, about.mutes, about.now);
  if (silence === 'snoozed' || silence === 'muted') return silence;
  if (doubtOf(deps, rule) !== undefined) return 'blocked';
  if (about.coolsUntil !== undefined) return 'cooling';
  return deps.store.rules.state(rule.id, rule.ticker).phase === 'firing' ? 'resting' : 'armed';
}

/** When a rule may ring again for its cooldown's sake; undefined when it may now. */
export function cooldownEnd(
  { store }: FactsDeps,
  rule: StoredRule,
  { cooldownMs, now }: { cooldownMs: number | undefined; now: Instant },
): Instant | undefined {
  const { rangAt } = store.rules.state(rule.id, rule.ticker);
  if (rangAt === undefined || cooldownMs === undefined) return undefined;
  const until = plus(rangAt, cooldownMs);
  return until > now ? until : undefined;
}

function doubtOf({ store }: FactsDeps, rule: StoredRule): string | undefined {
  const known = store.quotes.get(rule.ticker);
  return known?.trouble?.why ?? (known?.quote ? undefined : 'no price has come yet');
}
