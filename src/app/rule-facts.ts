import { silenceFor } from '../alerts/silence.ts';
import type { Severity } from '../core/alert.ts';
import type { Quote } from '../core/market.ts';
import type { Mute } from '../core/mute.ts';
import { withoutNote } from '../core/rule-note.ts';
import type { StoredRule } from '../core/records.ts';
import { spellTarget } from '../core/target.ts';
import type { Ticker } from '../core/ticker.ts';
import { plus, type Instant } from '../core/time.ts';
import { alertType } from '../rules/alert-type.ts';
import { explainRule, type Explanation } from '../rules/explain.ts';
import type { JudgedBar } from '../rules/measure.ts';
import type { ReadyRule } from '../rules/ready.ts';
import { standingOf, type Standing } from '../rules/standing.ts';
import type { AppDeps } from './deps.ts';
import type { ArmDeps } from './rule-arm.ts';
import { whereTo } from './rule-destinations.ts';
import { readyFor, ruleSight } from './rule-sight.ts';
import { sessionFacts, type SessionFacts } from './session.ts';
import { talliesOf, worthOf, type Usefulness } from './usefulness.ts';

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

/** Where a rule stands on one of its tickers. */
type TickerFacts = {
  readonly ticker: Ticker;
  readonly mark: RuleMark;
  /** Until when its cooldown lasts, while it does. */
  readonly coolsUntil: Instant | undefined;
  /** Where it stands at what it saw last; undefined while there is nothing to tell it by. */
  readonly standing: Standing | undefined;
  readonly quote: Quote | undefined;
  /** The bar that it was judged by last, for a rule that waits for closes. */
  readonly bar: JudgedBar | undefined;
  /** Why it cannot be judged at present. */
  readonly doubt: string | undefined;
  readonly session: SessionFacts | undefined;
  readonly isTrue: boolean;
};

/** Everything that a rule's card tells. What stands directly in it is of the ticker that says most. */
export type RuleFacts = Omit<TickerFacts, 'ticker'> & {
  readonly rule: StoredRule;
  readonly said: Explanation;
  /** Its maker's own: undefined where others read along. */
  readonly note: string | undefined;
  /** Where its alerts go, for people; empty when that is its own chat alone. */
  readonly goesTo: readonly string[];
  readonly severity: Severity;
  /** Each of its tickers, those that are past their trigger first; one for a rule about one. */
  readonly each: readonly TickerFacts[];
  readonly isSeveral: boolean;
  /** Written with `is`: rings while it is so. */
  readonly isLevel: boolean;
  /** What its alerts were worth; undefined when there were none lately. */
  readonly useful: Usefulness | undefined;
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
  const { store, defaultZone } = deps;
  const now = deps.clock();
  const ready = readyFor(deps, rule);
  const mutes = store.mutes.live(rule.place.chat, now);
  const isShared = store.chats.get(rule.place.chat)?.kind !== 'private';
  const each = store.targets
    .tickersOf(rule)
    .map((ticker) => tickerFacts(deps, { rule, ready, mutes, now }, ticker))
    .sort((a, b) => Number(b.isTrue) - Number(a.isTrue));
  const first = each.find(({ mark }) => mark !== 'blocked') ?? each[0] ?? empty(rule);
  return {
    ...first,
    rule: isShared ? { ...rule, text: withoutNote(rule.text) } : rule,
    said: ready ? explainRule(ready.rule) : UNREADABLE,
    note: isShared ? undefined : ready?.rule.modifiers.note,
    goesTo: whereTo(ready?.rule.modifiers.to ?? [], {
      settled: store.destinations.ofRule(rule.id),
      isShared,
    }),
    severity: ready?.rule.modifiers.severity ?? 'medium',
    each,
    isSeveral: rule.target.kind !== 'ticker',
    isLevel: ready?.policy.level ?? false,
    useful: worthOf(deps, rule, talliesOf(store, rule.place.chat).get(rule.id)),
    zone: store.chats.get(rule.place.chat)?.zone ?? defaultZone,
    now,
  };
}

type About = {
  readonly rule: StoredRule;
  readonly ready: ReadyRule | undefined;
  readonly mutes: readonly Mute[];
  readonly now: Instant;
};

function tickerFacts(deps: FactsDeps, about: About, ticker: Ticker): TickerFacts {
  const { store, calendar } = deps;
  const { rule, now } = about;
  const quote = store.quotes.get(ticker)?.quote;
  const sight = ruleSight(deps, rule, { ticker, quote });
  const coolsUntil = cooldownEnd(deps, about, ticker);
  const doubt = doubtOf(deps, about, ticker);
  return {
    ticker,
    mark: markOf(deps, about, { ticker, coolsUntil, doubt }),
    coolsUntil,
    standing: sight && standingOf(sight.ready.rule.condition, sight.view),
    quote,
    bar: sight?.view.bar,
    doubt,
    session: quote && sessionFacts(calendar, quote.instrument.market, now),
    isTrue: sight?.judgement.verdict === 'true' && !sight.ready.compiled.isMoment,
  };
}

function empty(rule: StoredRule): Omit<TickerFacts, 'ticker'> {
  return {
    mark: endedMark(rule) ?? 'blocked',
    coolsUntil: undefined,
    standing: undefined,
    quote: undefined,
    bar: undefined,
    doubt: `${spellTarget(rule.target)} is empty`,
    session: undefined,
    isTrue: false,
  };
}

/** What a rule is doing, in one word for all of its tickers, for a list of rules. */
export function overallMark(
  deps: FactsDeps,
  rule: StoredRule,
  about: { mutes: readonly Mute[]; now: Instant },
): { readonly mark: RuleMark; readonly severity: Severity } {
  const ready = readyFor(deps, rule);
  const severity = ready?.rule.modifiers.severity ?? 'medium';
  const marks = deps.store.targets.tickersOf(rule).map((ticker) => {
    const all = { rule, ready, ...about };
    const coolsUntil = cooldownEnd(deps, all, ticker);
    return markOf(deps, all, { ticker, coolsUntil, doubt: doubtOf(deps, all, ticker) });
  });
  const first = (['armed', 'resting', 'cooling'] as const).find((mark) => marks.includes(mark));
  return { mark: endedMark(rule) ?? first ?? marks[0] ?? 'blocked', severity };
}

function endedMark({ status }: StoredRule): RuleMark | undefined {
  return status === 'done' || status === 'expired' || status === 'paused' ? status : undefined;
}

type Marking = Pick<TickerFacts, 'ticker' | 'coolsUntil' | 'doubt'>;

/** The one thing to know first about a rule: ended, silenced, blind, resting, or armed. */
function markOf({ store }: FactsDeps, about: About, marking: Marking): RuleMark {
  const { rule, ready, mutes, now } = about;
  const { ticker } = marking;
  const ended = endedMark(rule);
  if (ended !== undefined) return ended;
  const type = ready ? alertType(ready.rule.condition) : 'price';
  const severity = ready?.rule.modifiers.severity ?? 'medium';
  const silence = silenceFor({ ruleCode: rule.code, ticker, type, severity }, mutes, { now });
  if (silence === 'snoozed' || silence === 'muted') return silence;
  if (marking.doubt !== undefined) return 'blocked';
  if (marking.coolsUntil !== undefined) return 'cooling';
  return store.rules.state(rule.id, ticker).phase === 'firing' ? 'resting' : 'armed';
}

/** When a rule may ring again for its cooldown's sake; undefined when it may now. */
function cooldownEnd({ store }: FactsDeps, { rule, ready, now }: About, ticker: Ticker) {
  const { rangAt } = store.rules.state(rule.id, ticker);
  if (rangAt === undefined || ready === undefined) return undefined;
  const until = plus(rangAt, ready.policy.cooldownMs);
  return until > now ? until : undefined;
}

function doubtOf({ store, bars }: FactsDeps, { ready }: About, ticker: Ticker): string | undefined {
  const known = store.quotes.get(ticker);
  if (known?.trouble) return known.trouble.why;
  if (known?.quote === undefined) return 'no price has come yet';
  const missing = [...(ready?.compiled.needs.bars.keys() ?? [])].find(
    (timeframe) => bars.read(ticker, timeframe) === undefined,
  );
  return missing && `no ${missing} bars have come yet`;
}
