import type { RuleEvidence, RuleFacts } from '../core/alert.ts';
import type { Ticker } from '../core/ticker.ts';
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
  return inWords(rule, view.quote.ticker, ruleFacts(code, view, judgement));
}

/** The numbers alone, which cost little. */
export function ruleFacts(
  code: string,
  { quote, previous, bar }: RuleView,
  { readings }: Judgement,
): RuleFacts {
  return {
    code,
    readings,
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
    ...(bar && { bar }),
  };
}

/** Numbers with what the rule says about them. */
export function inWords(rule: Rule, ticker: Ticker, facts: RuleFacts): RuleEvidence {
  const { headline, sentence, rearm, frequency } = explainRule(rule, ticker);
  const { note } = rule.modifiers;
  return { kind: 'rule', rule: rule.text, headline, sentence, ...facts, rearm, frequency, note };
}
