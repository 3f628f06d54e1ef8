import { ruleEvidence } from '../rules/evidence.ts';
import { isMove } from '../rules/is-move.ts';
import { alertType } from '../rules/alert-type.ts';
import type { RuleView } from '../rules/measure.ts';
import type { Instant } from '../core/time.ts';
import type { Finding } from './define.ts';
import type { LiveRule } from './live-rules.ts';

/** What a judgement is worth a word about beside its numbers. */
type Aside = {
  /** Now, when what is judged is long ago. */
  readonly lateBy?: Instant | undefined;
  /** The dividend that left the price on the day of it. */
  readonly exDividend?: () => number | undefined;
  /** Since when nothing had been seen before it. */
  readonly blindSince?: () => Instant | undefined;
};

/** One rule held against one new quote, or one more closed bar. */
export function judgeRule(
  live: LiveRule,
  seen: Omit<RuleView, 'reference'>,
  { lateBy, exDividend, blindSince }: Aside = {},
): Finding {
  const { price } = seen.quote;
  const isFirstPrice = live.compiled.needs.reference && live.stored.reference === undefined;
  const reference = isFirstPrice ? price : live.stored.reference;
  const view: RuleView = { ...seen, reference };
  const judgement = live.compiled.judge(view);
  return {
    rule: live.stored,
    ticker: live.ticker,
    type: alertType(live.rule.condition),
    severity: live.rule.modifiers.severity,
    to: live.rule.modifiers.to,
    movePct: isMove(live.rule.condition) ? judgement.value : undefined,
    signal: {
      verdict: judgement.verdict,
      held: judgement.held,
      value: judgement.value,
      at: view.quote.at,
    },
    policy: live.policy,
    reference: isFirstPrice ? price : undefined,
    evidence: () => {
      const dividend = alertType(live.rule.condition) === 'price' ? exDividend?.() : undefined;
      const since = blindSince?.();
      return {
        ...ruleEvidence({ rule: live.rule, code: live.stored.code }, view, judgement),
        ...(lateBy !== undefined && { lateMs: lateBy - view.quote.at }),
        ...(since !== undefined && { blindSince: since }),
        ...(dividend !== undefined && { exDividend: dividend }),
      };
    },
  };
}
