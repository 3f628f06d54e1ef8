import { decide, eventKey } from '../alerts/decide.ts';
import type { Quote } from '../core/market.ts';
import type { StoredRule } from '../core/records.ts';
import type { RuleState } from '../core/rule.ts';
import { newTickerState } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import { ring } from '../db/ring.ts';
import type { Judgement } from '../rules/compile.ts';
import { ruleEvidence } from '../rules/evidence.ts';
import type { QuoteView } from '../rules/measure.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import type { AppDeps } from './deps.ts';
import type { Reading } from './reading.ts';

export type ArmDeps = Pick<AppDeps, 'store' | 'outbox' | 'random' | 'clock'>;

/**
 * Keeps what was just read of a ticker, so that the next scan goes on from it.
 *
 * Where other rules are judged on the ticker, what the scan has seen stands: a price that slipped in between two scans
 * would hide a crossing from them.
 *
 * @returns the price that the next judgement is compared with; undefined while there is none to believe
 */
export function remember(
  { store }: ArmDeps,
  reading: Reading,
  seen: { now: Instant; isShared: boolean },
): Quote | undefined {
  const { ticker } = reading;
  const state = store.quotes.get(ticker) ?? newTickerState(ticker);
  if (reading.kind === 'unknown') return undefined;
  if (reading.kind === 'priced') {
    if (seen.isShared && state.quote !== undefined) return state.quote;
    const { quote } = reading;
    store.quotes.put({ ticker, quote, held: undefined, trouble: undefined });
    store.quotes.sample(ticker, quote.price, quote.at);
    return quote;
  }
  if (!seen.isShared) {
    const since = state.trouble?.since ?? seen.now;
    // Told: the card that follows says so.
    store.quotes.put({ ...state, trouble: { why: reading.why, since, isTold: true } });
  }
  return undefined;
}

export type Judged = {
  readonly ready: ReadyRule;
  readonly view: QuoteView;
  readonly judgement: Judgement;
};

/** A rule held against one quote, as if nothing had moved before it: only states can be true then, never crossings. */
export function judgeStill({ store }: ArmDeps, rule: StoredRule, quote: Quote): Judged | undefined {
  const ready = readyRule(rule.text);
  if (ready === undefined) return undefined;
  const view: QuoteView = {
    quote,
    previous: { price: quote.price, at: quote.at },
    priceAgo: (ms) => store.quotes.priceAgo(rule.ticker, ms, quote.at),
    reference: rule.reference,
  };
  return { ready, view, judgement: ready.compiled.judge(view) };
}

/**
 * Sets a rule going from a price: what is true already does not ring, what becomes true next does.
 *
 * @param quote undefined while there is none; then the first one to come only sets the state
 * @returns whether its condition is true at this price
 */
export function arm(deps: ArmDeps, rule: StoredRule, quote: Quote | undefined): boolean {
  const { store, clock } = deps;
  const old = store.rules.state(rule.id, rule.ticker);
  const fresh: RuleState = { ...old, phase: 'new', pendingSince: undefined, pendingCount: 0 };
  const judged = quote && judgeStill(deps, rule, quote);
  store.rules.putState(rule.id, rule.ticker, judged ? settled(judged, fresh, clock()) : fresh);
  return judged?.judgement.verdict === 'true';
}

function settled({ ready, judgement, view }: Judged, state: RuleState, now: Instant): RuleState {
  // A rule that asks for the state rings with the next price, while it is so.
  if (ready.policy.level && judgement.verdict === 'true') return state;
  const { verdict, held, value } = judgement;
  const signal = { verdict, held, value, at: view.quote.at };
  return decide({ state, signal, policy: ready.policy, silence: () => undefined }, now).next;
}

export type Telling = 'told' | 'told-before' | 'no-longer' | 'no-price';

/** Rings once for what was true before the rule was made, by the way of every other alert. */
export function tellNow(deps: ArmDeps, rule: StoredRule, now: Instant): Telling {
  const { store } = deps;
  const state = store.rules.state(rule.id, rule.ticker);
  if (state.seq > 0) return 'told-before';
  const known = store.quotes.get(rule.ticker);
  const judged = known?.quote && judgeStill(deps, rule, known.quote);
  if (judged === undefined || known?.trouble !== undefined) return 'no-price';
  const { ready, view, judgement } = judged;
  if (judgement.verdict !== 'true') return 'no-longer';
  const seq = state.seq + 1;
  store.rules.putState(rule.id, rule.ticker, {
    ...state,
    phase: 'firing',
    seq,
    rangAt: now,
    rangValue: judgement.value,
  });
  const still: QuoteView = { ...view, previous: undefined };
  ring(
    deps,
    {
      eventKey: eventKey(rule, rule.ticker, seq),
      place: rule.place,
      ruleId: rule.id,
      ticker: rule.ticker,
      type: 'price',
      severity: ready.rule.modifiers.severity,
      reason: 'first',
      fate: 'open',
      evidence: ruleEvidence({ rule: ready.rule, code: rule.code }, still, judgement),
      firedAt: view.quote.at,
    },
    now,
  );
  if (ready.policy.once) store.rules.setStatus(rule.id, 'done', now);
  return 'told';
}
