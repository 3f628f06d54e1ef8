import type { Quote } from '../core/market.ts';
import { instant, type Instant } from '../core/time.ts';
import { barView } from './bar-view.ts';
import type { Judgement } from './compile.ts';
import { readingAt, type Desk } from './desk.ts';
import type { RuleView } from './measure.ts';
import type { ReadyRule } from './ready.ts';

/** What is at hand about one ticker. */
export type SightFacts = {
  readonly quote: Quote;
  readonly desk: Desk;
  readonly reference: number | undefined;
  priceAgo(ms: number): number | undefined;
};

/** A rule held against one ticker as it stands. */
export type Sight = {
  readonly view: RuleView;
  readonly judgement: Judgement;
  /** When the last bar that was judged had closed, for a rule that is judged on bars. */
  readonly judgedTo: Instant | undefined;
};

/**
 * A rule on one ticker as if nothing were moving: by its last closed bar, or by the quote with the price before equal to
 * it, so that only states can be true and no crossing.
 *
 * @returns undefined while there are no bars to judge by
 */
export function sightOf({ compiled }: ReadyRule, facts: SightFacts): Sight | undefined {
  const { quote, desk, reference, priceAgo } = facts;
  const { pace } = compiled;
  if (pace.kind !== 'bars') {
    const view: RuleView = {
      quote,
      previous: { price: quote.price, at: quote.at },
      priceAgo,
      reference,
      series: readingAt(desk, quote.at, { isLive: true }),
    };
    return { view, judgement: compiled.judge(view), judgedTo: undefined };
  }
  const base = desk.series(pace.timeframe);
  const last = (base?.closesAt.length ?? 0) - 1;
  if (base === undefined || last < 0) return undefined;
  const view = barView({ desk, base, quote, reference }, last);
  return { view, judgement: compiled.judge(view), judgedTo: instant(base.closesAt[last] ?? NaN) };
}
