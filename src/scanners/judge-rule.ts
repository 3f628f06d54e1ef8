import type { Signal } from '../core/alert.ts';
import { inWords, ruleFacts } from '../rules/evidence.ts';
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

/** What a signal of a rule is about, whatever its numbers. */
export function findingAbout(
  { rule, stored, ticker, policy }: Pick<LiveRule, 'rule' | 'stored' | 'ticker' | 'policy'>,
  signal: Signal,
): Omit<Finding, 'facts' | 'reference'> {
  const { condition, modifiers } = rule;
  return {
    rule: stored,
    ticker,
    type: alertType(condition),
    severity: modifiers.severity,
    to: modifiers.to,
    movePct: isMove(condition) ? signal.value : undefined,
    signal,
    policy,
    evidence: (facts) => inWords(rule, ticker, facts),
  };
}

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
  const { verdict, held, value } = judgement;
  const about = findingAbout(live, { verdict, held, value, at: view.quote.at });
  return {
    ...about,
    reference: isFirstPrice ? price : undefined,
    facts: () => {
      const dividend = about.type === 'price' ? exDividend?.() : undefined;
      const since = blindSince?.();
      return {
        ...ruleFacts(live.stored.code, view, judgement),
        ...(lateBy !== undefined && { lateMs: lateBy - view.quote.at }),
        ...(since !== undefined && { blindSince: since }),
        ...(dividend !== undefined && { exDividend: dividend }),
      };
    },
  };
}
