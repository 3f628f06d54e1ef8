import type { RuleEvidence } from '../core/alert.ts';
import type { Judgement } from './compile.ts';
import { explainRule } from './explain.ts';
import type { RuleView } from './measure.ts';
import type { Rule } from './rule.ts';

/** The very numbers that a judgement used, for the message, the history and the receipt. */
export function ruleEvidence(
  { rule, code }: { rule: Rule; code: string },
  view: RuleView,
  judgement: Judgement,
): RuleEvidence {
  const { quote, previous } = view;
  const said = explainRule(rule, quote.ticker);
  return {
    kind: 'rule',
    rule: rule.text,
    code,
    headline: said.headline,
    sentence: said.sentence,
    readings: judgement.readings,
    price: quote.price,
    previousPrice: previous?.price,
    previousAt: previous?.at,
    previousClose: quote.previousClose,
    // An index is points, whatever currency its feed names.
    currency: quote.instrument.kind === 'index' ? '' : quote.currency,
    name: quote.instrument.name,
    source: quote.source,
    delayMs: quote.delayMs,
    quotedAt: quote.at,
    ...(view.bar && { bar: view.bar }),
    rearm: said.rearm,
    frequency: said.frequency,
    note: rule.modifiers.note,
  };
}
