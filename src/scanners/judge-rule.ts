import { ruleEvidence } from '../rules/evidence.ts';
import type { QuoteView } from '../rules/measure.ts';
import type { Finding } from './define.ts';
import type { LiveRule } from './live-rules.ts';

/** One rule held against one new quote. */
export function judgeRule(live: LiveRule, seen: Omit<QuoteView, 'reference'>): Finding {
  const { price } = seen.quote;
  const isFirstPrice = live.compiled.needs.reference && live.stored.reference === undefined;
  const reference = isFirstPrice ? price : live.stored.reference;
  const view: QuoteView = { ...seen, reference };
  const judgement = live.compiled.judge(view);
  return {
    rule: live.stored,
    ticker: live.stored.ticker,
    type: 'price',
    severity: live.rule.modifiers.severity,
    signal: {
      verdict: judgement.verdict,
      held: judgement.held,
      value: judgement.value,
      at: view.quote.at,
    },
    policy: live.policy,
    reference: isFirstPrice ? price : undefined,
    evidence: () => ruleEvidence({ rule: live.rule, code: live.stored.code }, view, judgement),
  };
}
