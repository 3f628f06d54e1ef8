import type { AlertFacts } from '../alerts/message.ts';
import type { Verdict } from '../core/alert.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { ruleEvidence } from '../rules/evidence.ts';
import type { RuleView } from '../rules/measure.ts';
import { forReaders } from './alert-view.ts';
import type { AppDeps } from './deps.ts';
import { ruleSight } from './rule-sight.ts';

/** An alert as a rule would send it, made of what was read last. */
export type Tried =
  | {
      readonly kind: 'alert';
      readonly facts: AlertFacts;
      /** Whether its condition is so at present. */
      readonly verdict: Verdict;
      readonly now: Instant;
    }
  /** `why` is a whole sentence. */
  | { readonly kind: 'nothing'; readonly why: string };

type Needs = Pick<AppDeps, 'store' | 'bars' | 'clock' | 'defaultZone'>;

/** Makes an alert of a rule without ringing it: nothing is written down, and no state moves. */
export function tryRule(deps: Needs, stored: StoredRule, ticker: Ticker | undefined): Tried {
  const { store } = deps;
  if (ticker === undefined) return { kind: 'nothing', why: 'There is nothing in its list yet.' };
  const known = store.quotes.get(ticker);
  if (known?.quote === undefined) {
    const why = known?.trouble?.why ?? 'no price has come yet';
    return { kind: 'nothing', why: `I have no price of ${ticker}: ${why}.` };
  }
  const sight = ruleSight(deps, stored, { ticker, quote: known.quote });
  if (sight === undefined) return { kind: 'nothing', why: `No bars of ${ticker} have come yet.` };
  const { ready, view, judgement } = sight;
  // A price that stands still has none before it.
  const isStill = ready.compiled.pace.kind !== 'bars';
  const seen: RuleView = isStill ? { ...view, previous: undefined } : view;
  const { readings } = ready.compiled.judge(seen);
  const chat = store.chats.get(stored.place.chat);
  const isPrivate = chat?.kind === 'private';
  const about = { rule: ready.rule, code: stored.code };
  const evidence = ruleEvidence(about, seen, { ...judgement, readings });
  const now = deps.clock();
  const facts: AlertFacts = {
    id: 0,
    ref: 'TEST',
    severity: ready.rule.modifiers.severity,
    reason: 'first',
    evidence: isPrivate ? evidence : forReaders(evidence),
    firedAt: view.quote.at,
    isPrivate,
    zone: chat?.zone ?? deps.defaultZone,
    acked: undefined,
    quiet: undefined,
    sentAt: undefined,
    copyUrl: undefined,
  };
  return { kind: 'alert', facts, verdict: judgement.verdict, now };
}
