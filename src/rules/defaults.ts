import { alertKind } from '../core/alert-kind.ts';
import { DAY_MS } from '../core/time.ts';
import type { Distance } from './measure.ts';
import type { Condition, Leaf, MeasureRead, Modifiers, Rearm, Value } from './rule.ts';

const PLAIN: Modifiers = {
  every: { kind: 'quote' },
  cooldownMs: alertKind('price').cooldownMs,
  rearm: { pct: 0.5 },
  holdFor: undefined,
  within: undefined,
  worsen: undefined,
  session: undefined,
  expiry: { kind: 'after', ms: 90 * DAY_MS },
  severity: alertKind('price').severity,
  to: [],
  note: undefined,
};

/** Moves are measured in percent already, so their distance is in points of it. */
const MOVE_REARM: Distance = { points: 0.5 };

/**
 * What a rule does when it says nothing: an hour between rings and 0.5 % to re-arm on prices, a day and the measure's
 * own distance on indicators, which are judged at the close of each bar.
 */
export function defaultModifiers(condition: Condition): Modifiers {
  const rearm = commonRearm(condition);
  const isSeries = readsOf(condition).some(({ kind }) => kind === 'series');
  // Thousands of price rules share this one object.
  if (!isSeries && 'pct' in rearm && rearm.pct === 0.5) return PLAIN;
  if (!isSeries) return { ...PLAIN, rearm };
  return {
    ...PLAIN,
    every: { kind: 'close' },
    cooldownMs: alertKind('indicator').cooldownMs,
    rearm,
  };
}

/** The re-arm distance of a comparison by itself: that of the first measure on its left. */
export function ownRearm(leaf: Leaf): Distance {
  if (leaf.kind === 'move') return MOVE_REARM;
  if (leaf.kind === 'event') return leaf.event.measure.rearm;
  const sides = leaf.kind === 'compare' ? [leaf.left, leaf.right] : [leaf.left];
  const [first] = sides.flatMap(readsIn);
  return first?.measure.rearm ?? { pct: 0.5 };
}

/** Every single comparison of a condition, in the order written. */
export function leavesOf(condition: Condition): readonly Leaf[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'at-least':
      return condition.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(condition.of);
    case 'compare':
    case 'range':
    case 'move':
    case 'event':
      return [condition];
  }
}

/** Every measure that a condition reads, as often as it does. */
export function readsOf(condition: Condition): readonly MeasureRead[] {
  return leavesOf(condition).flatMap((leaf) => {
    if (leaf.kind === 'move') return leaf.from.kind === 'measure' ? [leaf.from.read] : [];
    if (leaf.kind === 'event') return [leaf.read];
    return leaf.kind === 'compare'
      ? [...readsIn(leaf.left), ...readsIn(leaf.right)]
      : readsIn(leaf.left);
  });
}

/** Every measure within one value. */
export function readsIn(value: Value): readonly MeasureRead[] {
  switch (value.kind) {
    case 'number':
      return [];
    case 'quote':
    case 'series':
      return [value];
    case 'arithmetic':
      return [...readsIn(value.left), ...readsIn(value.right)];
  }
}

function commonRearm(condition: Condition): Rearm {
  const [first, ...others] = leavesOf(condition).map(ownRearm);
  const same = (a: Distance, b: Distance) =>
    'pct' in a ? 'pct' in b && a.pct === b.pct : 'points' in b && a.points === b.points;
  return first && others.every((other) => same(first, other)) ? first : { own: true };
}
