import type { Verdict } from '../../src/core/alert.ts';
import { instant } from '../../src/core/time.ts';
import { compileRule } from '../../src/rules/compile.ts';
import type { RuleView } from '../../src/rules/measure.ts';
import { parseRule } from '../../src/rules/parse.ts';
import type { RuleProblem } from '../../src/rules/problem.ts';
import type { MeasureTable } from '../../src/rules/registry.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { aQuote } from '../support/quote.ts';

/** The rule that `text` is; fails the test when it is none. */
export function rule(text: string, known?: MeasureTable): Rule {
  const result = parseRule(text, known);
  if (result.kind === 'rule') return result.rule;
  throw new Error(`${text}: ${result.problem.why}`);
}

/** Why `text` is no rule; fails the test when it is one. */
export function problem(text: string, known?: MeasureTable): RuleProblem {
  const result = parseRule(text, known);
  if (result.kind === 'problem') return result.problem;
  throw new Error(`${text} is a rule: ${result.rule.text}`);
}

type Seen = {
  readonly price?: number;
  readonly previous?: number;
  readonly previousClose?: number;
  readonly reference?: number;
  readonly ago?: { readonly [ms: number]: number };
  readonly series?: RuleView['series'];
};

/** What a rule sees. Only the fields under test are given. */
export function aView({ price = 100, previous, ...seen }: Seen): RuleView {
  return {
    quote: { ...QUOTE, price, previousClose: seen.previousClose },
    previous: previous === undefined ? undefined : { price: previous, at: instant(0) },
    priceAgo: (ms) => seen.ago?.[ms],
    reference: seen.reference,
    ...(seen.series && { series: seen.series }),
  };
}

/** What `condition` says about a view, of NVDA. */
export function verdict(condition: string, seen: Seen): Verdict {
  return compileRule(rule(`NVDA ${condition}`)).judge(aView(seen)).verdict;
}

/** Whether `condition` is still held in a view, of NVDA. */
export function held(condition: string, seen: Seen): Verdict {
  return compileRule(rule(`NVDA ${condition}`)).judge(aView(seen)).held;
}

const QUOTE = aQuote({ at: instant(60_000) });
