import { replay } from '../alerts/replay.ts';
import { lastIndexAt } from '../core/bars-columns.ts';
import type { BarSeries, Quote } from '../core/market.ts';
import { instant, type Instant } from '../core/time.ts';
import type { BlindSpell } from '../db/blind-spells.ts';
import { barView } from '../rules/bar-view.ts';
import type { Judgement } from '../rules/compile.ts';
import type { Desk } from '../rules/desk.ts';
import type { RuleView } from '../rules/measure.ts';
import type { LiveRule } from './live-rules.ts';

/** One moment that nobody saw, and what a rule says to it. */
export type Passing = {
  readonly view: RuleView;
  readonly judgement: Judgement;
  readonly at: Instant;
};

/** What a rule for prices would have done while nobody looked. */
export type Unseen =
  | { readonly kind: 'nothing' }
  /** It became true; `holds` when it still was so at the end of what was unseen. */
  | { readonly kind: 'came-true'; readonly first: Passing; readonly holds: boolean }
  /** Nothing that its condition needs was there. */
  | { readonly kind: 'unjudged' };

type Facts = {
  readonly spell: Pick<BlindSpell, 'until' | 'last' | 'since'>;
  readonly desk: Desk;
  readonly base: BarSeries;
  readonly quote: Quote;
};

/**
 * Holds a rule against bars of the time that nobody saw, by the same decisions as live. Every bar is gone through as open,
 * then the extreme that lies the other way from its close, the other one, and the close: that a price was traded in a bar
 * is certain, only the order within it is not.
 */
export function judgeUnseen(live: LiveRule, facts: Facts): Unseen {
  const { compiled, policy, stored } = live;
  const points = pathOf(facts, stored.createdAt);
  // Waiting for a number of readings, the corners of a bar are no readings.
  const steps = points.filter(({ isCorner }) => !isCorner || policy.holdFor === undefined);
  const passings = steps.map(({ view }): Passing => {
    const seen = { ...view, reference: stored.reference };
    return { view: seen, judgement: compiled.judge(seen), at: seen.quote.at };
  });
  const known = passings.filter(({ judgement }) => judgement.verdict !== 'unknown');
  if (passings.length > 0 && known.length === 0) return { kind: 'unjudged' };
  const rings = replay({
    from: 0,
    to: known.length,
    policy,
    signalAt(index) {
      const { judgement, at } = known[index] ?? nothingAt(index);
      return { ...judgement, at };
    },
  });
  // The first step is how it stood before, of which its people know.
  const ring = rings.find(({ index, reason }) => index > 0 && reason === 'first');
  const first = ring && known[ring.index];
  if (first === undefined) return { kind: 'nothing' };
  return { kind: 'came-true', first, holds: known.at(-1)?.judgement.verdict === 'true' };
}

function nothingAt(index: number): never {
  throw new Error(`there is no step ${index}`);
}

type Point = { readonly view: Omit<RuleView, 'reference'>; readonly isCorner: boolean };

/** Where the price is known to have been, from the last one before until the end. */
function pathOf({ spell, desk, base, quote }: Facts, armedAt: Instant): readonly Point[] {
  const { bars, closesAt } = base;
  const { last } = spell;
  const from = Math.max(armedAt, last?.at ?? spell.since);
  const until = spell.until - quote.delayMs;
  const points: Point[] = [];
  let previous: RuleView['previous'];
  if (last !== undefined && armedAt <= last.at) {
    const at = lastIndexAt(closesAt, last.at);
    const view = barView({ desk, base, quote, reference: undefined }, Math.max(0, at));
    points.push({ view: placed(view, last, undefined), isCorner: false });
    previous = last;
  }
  for (let i = lastIndexAt(closesAt, from) + 1; i < closesAt.length; i++) {
    const openedAt = bars.openedAt[i] ?? NaN;
    if (openedAt >= until) break;
    const view = barView({ desk, base, quote, reference: undefined }, i);
    for (const { price, at, isCorner } of corners(base, i)) {
      // Of the bar in which the last price was seen, or the rule made, the extremes may be from before.
      if (Number.isNaN(price) || at < from || (isCorner && openedAt < from)) continue;
      points.push({ view: placed(view, { price, at }, previous), isCorner });
      previous = { price, at };
    }
  }
  return points;
}

function placed(
  view: RuleView,
  { price, at }: { readonly price: number; readonly at: Instant },
  previous: RuleView['previous'],
): Omit<RuleView, 'reference'> {
  const { bar: _bar, back: _back, ...rest } = view;
  return { ...rest, quote: { ...view.quote, price, at }, previous };
}

/** A bar's prices in a likely order. Its extremes are dated within it, which is as near as anybody knows. */
function corners({ bars, closesAt }: BarSeries, index: number) {
  const openedAt = bars.openedAt[index] ?? NaN;
  const closedAt = closesAt[index] ?? NaN;
  const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map(
    (column) => column[index] ?? NaN,
  );
  const [one, other] = (close ?? NaN) >= (open ?? NaN) ? [low, high] : [high, low];
  return [open, one, other, close].map((price, n) => ({
    price: price ?? NaN,
    at: instant(n === 3 ? closedAt : openedAt + (n * (closedAt - openedAt)) / 3),
    isCorner: n !== 3,
  }));
}
