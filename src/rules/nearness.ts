import { moveNow, valueNow } from './read-value.ts';
import type { RuleView } from './measure.ts';
import type { Condition, Move } from './rule.ts';
import { isPrice } from './spell.ts';

/** How far the price is from where a rule about the price would change its mind, in the price's own unit. */
export function priceGap(condition: Condition, view: RuleView): number | undefined {
  const levels = levelsOf(condition, view).filter((level) => Number.isFinite(level));
  const gaps = levels.map((level) => Math.abs(level - view.quote.price));
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

/** Prices at which it would become true; none for what is no matter of price alone. */
function levelsOf(condition: Condition, view: RuleView): readonly number[] {
  switch (condition.kind) {
    case 'compare':
      return isPrice(condition.left) ? [valueNow(condition.right, view)] : [];
    case 'range':
      return isPrice(condition.left) ? [condition.low, condition.high] : [];
    case 'move':
      return targets(condition, view);
    default:
      return [];
  }
}

function targets(leaf: Move, view: RuleView): readonly number[] {
  const start = view.quote.price / (1 + moveNow(leaf, view) / 100);
  const ways = { up: [1], down: [-1], either: [-1, 1] }[leaf.direction];
  return ways.map((way) => start * (1 + (way * leaf.pct) / 100));
}
