import type { Reading } from '../core/alert.ts';
import { formatPrice } from '../core/format.ts';
import { instant } from '../core/time.ts';
import { readsIn } from './defaults.ts';
import type { RuleView } from './measure.ts';
import { moveNow, valueBefore, valueNow } from './read-value.ts';
import type { Condition, Leaf } from './rule.ts';
import { isInPercent, spellAgainst, spellValue } from './spell.ts';

/** The left side of a lone comparison, in its unit; undefined when there is no single one or it is unknown. */
export function loneValue(condition: Condition, view: RuleView): number | undefined {
  if (!('left' in condition) && condition.kind !== 'move') return undefined;
  const value = leafValue(condition, view);
  return Number.isNaN(value) ? undefined : value;
}

/** What a single comparison looks at, now: the left side, the size of the move, or the count that an event watches. */
function leafValue(leaf: Leaf, view: RuleView): number {
  if (leaf.kind === 'move') return moveNow(leaf, view);
  return valueNow(leaf.kind === 'event' ? leaf.read : leaf.left, view);
}

/** One comparison as it was read, for the message and the receipt; empty when it could not be. */
export function readingOf(leaf: Leaf, view: RuleView): Reading[] {
  const value = leafValue(leaf, view);
  if (Number.isNaN(value)) return [];
  const side = leaf.kind === 'event' ? leaf.read : leaf.kind === 'move' ? undefined : leaf.left;
  const previous = side === undefined ? NaN : valueBefore(side, view);
  const [series] = side === undefined ? [] : readsIn(side).filter(({ kind }) => kind === 'series');
  const bar = series?.kind === 'series' ? view.series?.(series) : undefined;
  return [
    {
      label: side === undefined ? 'move' : spellValue(side),
      value,
      previous: Number.isNaN(previous) ? undefined : previous,
      isPercent: isInPercent(leaf),
      against: againstOf(leaf, view),
      ...(bar?.openedAt !== undefined &&
        bar.closedAt !== undefined && {
          bar: { openedAt: instant(bar.openedAt), closedAt: instant(bar.closedAt) },
        }),
    },
  ];
}

/** What it is held against, with that one's value when it is not a plain number: `< sma200 (118.90)`. */
function againstOf(leaf: Leaf, view: RuleView): string {
  const text = spellAgainst(leaf);
  if (leaf.kind !== 'compare' || leaf.right.kind === 'number') return text;
  const level = valueNow(leaf.right, view);
  return Number.isNaN(level) ? text : `${text} (${formatPrice(level)})`;
}
