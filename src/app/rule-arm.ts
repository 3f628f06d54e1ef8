import { decide, eventKey } from '../alerts/decide.ts';
import type { Quote } from '../core/market.ts';
import type { StoredRule } from '../core/records.ts';
import type { RuleState } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import { ring } from '../db/ring.ts';
import { alertType } from '../rules/alert-type.ts';
import { ruleEvidence } from '../rules/evidence.ts';
import type { RuleView } from '../rules/measure.ts';
import type { AppDeps } from './deps.ts';
import type { Reading } from './reading.ts';
import type { ReadyDraft } from './rule-draft.ts';
import { ruleSight, type RuleSight } from './rule-sight.ts';

export type ArmDeps = Pick<AppDeps, 'store' | 'outbox' | 'random' | 'clock' | 'bars'>;

/**
 * Keeps what was just read of a ticker, so that the next scan goes on from it.
 *
 * Where other rules are judged on the ticker, what the scan has seen stands: a price that slipped in between two scans
 * would hide a crossing from them.
 *
 * @returns the price that the next judgement is compared with; undefined while there is none to believe
 */
function remember(
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

/** Keeps every reading of a draft; whether a ticker is shared is asked of the rules that there are. */
export function rememberAll(
  deps: ArmDeps,
  readings: readonly Reading[],
  { now, except }: { now: Instant; except: number | undefined },
): ReadonlyMap<Ticker, Quote> {
  const quotes = new Map<Ticker, Quote>();
  for (const reading of readings) {
    const others = deps.store.targets.judging(reading.ticker).filter(({ id }) => id !== except);
    const quote = remember(deps, reading, { now, isShared: others.length > 0 });
    if (quote !== undefined) quotes.set(reading.ticker, quote);
  }
  return quotes;
}

/** The last prices that nothing speaks against. */
export function believed(
  store: ArmDeps['store'],
  tickers: readonly Ticker[],
): ReadonlyMap<Ticker, Quote> {
  const quotes = new Map<Ticker, Quote>();
  for (const ticker of tickers) {
    const known = store.quotes.get(ticker);
    if (known?.quote !== undefined && known.trouble === undefined) quotes.set(ticker, known.quote);
  }
  return quotes;
}

/** What "since now" is measured from: only a rule about one ticker has such a price. */
export function referenceOf(
  { rule }: Pick<ReadyDraft, 'rule'>,
  quotes: ReadonlyMap<Ticker, Quote>,
): number | undefined {
  return rule.target.kind === 'ticker' ? quotes.get(rule.target.ticker)?.price : undefined;
}

/**
 * Sets a rule going on each of its tickers: what is true already does not ring, what becomes true next does.
 *
 * @param quotes the believed price of each ticker; for one that is missing the first price to come only sets the state
 */
export function arm(deps: ArmDeps, rule: StoredRule, quotes: ReadonlyMap<Ticker, Quote>): void {
  const { store, clock } = deps;
  for (const ticker of store.targets.tickersOf(rule)) {
    const old = store.rules.state(rule.id, ticker);
    const fresh: RuleState = { ...old, phase: 'new', pendingSince: undefined, pendingCount: 0 };
    const sight = ruleSight(deps, rule, { ticker, quote: quotes.get(ticker) });
    store.rules.putState(rule.id, ticker, sight ? settled(sight, fresh, clock()) : fresh);
  }
}

function settled(sight: RuleSight, state: RuleState, now: Instant): RuleState {
  const { ready, judgement, view, judgedTo } = sight;
  // A rule that asks for the state rings with the next price or bar, while it is so.
  if (ready.policy.level && judgement.verdict === 'true') return { ...state, judgedTo };
  const { verdict, held, value } = judgement;
  const signal = { verdict, held, value, at: view.quote.at };
  const { next } = decide({ state, signal, policy: ready.policy, silence: () => undefined }, now);
  return { ...next, judgedTo };
}

export type Telling = 'told' | 'told-before' | 'no-longer' | 'no-price';

/** Rings once for what was true before the rule was made, by the way of every other alert. */
export function tellNow(deps: ArmDeps, rule: StoredRule, now: Instant): Telling {
  const tellings = deps.store.targets
    .tickersOf(rule)
    .map((ticker) => tell(deps, rule, { ticker, now }));
  const best = (['told', 'told-before', 'no-longer'] as const).find((one) =>
    tellings.includes(one),
  );
  return best ?? 'no-price';
}

function tell(
  deps: ArmDeps,
  rule: StoredRule,
  { ticker, now }: { ticker: Ticker; now: Instant },
): Telling {
  const { store } = deps;
  const state = store.rules.state(rule.id, ticker);
  if (state.seq > 0) return 'told-before';
  const known = store.quotes.get(ticker);
  const sight = ruleSight(deps, rule, { ticker, quote: known?.quote });
  if (sight === undefined || known?.trouble !== undefined) return 'no-price';
  const { ready, view, judgement } = sight;
  if (judgement.verdict !== 'true') return 'no-longer';
  const seq = state.seq + 1;
  const still: RuleView = { ...view, previous: undefined };
  const alertId = ring(
    deps,
    {
      eventKey: eventKey(rule, ticker, seq),
      place: rule.place,
      ruleId: rule.id,
      ticker,
      type: alertType(ready.rule.condition),
      severity: ready.rule.modifiers.severity,
      reason: 'first',
      evidence: ruleEvidence({ rule: ready.rule, code: rule.code }, still, judgement),
      firedAt: view.quote.at,
    },
    now,
  );
  const told = { phase: 'firing', seq, alertId, rangAt: now, rangValue: judgement.value } as const;
  store.rules.putState(rule.id, ticker, { ...state, ...told });
  if (ready.policy.once) {
    store.rules.setStatus(rule.id, 'done', now);
    const subject = `${rule.place.chat}/${rule.code}`;
    store.audit.add({ action: 'rule-done', subject, before: rule.status, after: 'done' }, now);
  }
  return 'told';
}
