import type { Evidence } from '../core/alert.ts';
import type { Judgement } from '../rules/compile.ts';
import { explainRule } from '../rules/explain.ts';
import type { QuoteView } from '../rules/measure.ts';
import type { Finding } from './define.ts';
import type { LiveRule } from './live-rules.ts';

/** One rule held against one new quote. */
export function judgeRule(live: LiveRule, seen: Omit<QuoteView, 'reference'>): Finding {
  const view: QuoteView = { ...seen, reference: live.stored.reference };
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
    evidence: () => evidenceOf(live, view, judgement),
  };
}

function evidenceOf(live: LiveRule, view: QuoteView, judgement: Judgement): Evidence {
  const { quote, previous } = view;
  const said = explainRule(live.rule);
  return {
    kind: 'rule',
    rule: live.rule.text,
    code: live.stored.code,
    sentence: said.sentence,
    readings: judgement.readings,
    price: quote.price,
    previousPrice: previous?.price,
    previousAt: previous?.at,
    previousClose: quote.previousClose,
    currency: quote.currency,
    name: quote.instrument.name,
    source: quote.source,
    delayMs: quote.delayMs,
    quotedAt: quote.at,
    rearm: said.rearm,
    frequency: said.frequency,
    note: live.rule.modifiers.note,
  };
}
