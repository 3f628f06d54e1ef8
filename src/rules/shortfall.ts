import type { RuleView, Unit } from './measure.ts';
import { moveNow, valueNow } from './read-value.ts';
import type { Condition, Leaf } from './rule.ts';
import { unitOf } from './spell.ts';

/**
 * How far a condition is from being true, so that tickers of one rule can be told from near to far: 0 where it is, else a
 * share of the level, of a bounded measure's range, or of the move that is asked for.
 *
 * @returns Infinity where no distance is known
 */
export function shortfallOf(condition: Condition, view: RuleView): number {
  switch (condition.kind) {
    case 'and':
      return Math.max(...condition.of.map((part) => shortfallOf(part, view)));
    case 'or':
      return Math.min(...condition.of.map((part) => shortfallOf(part, view)));
    case 'at-least': {
      const each = condition.of.map((part) => shortfallOf(part, view)).sort((a, b) => a - b);
      return each[condition.count - 1] ?? Infinity;
    }
    case 'not':
      return shortfallOf(condition.of, view) > 0 ? 0 : Infinity;
    default: {
      const short = leafShortfall(condition, view);
      return Number.isNaN(short) ? Infinity : Math.max(0, short);
    }
  }
}

function leafShortfall(leaf: Leaf, view: RuleView): number {
  switch (leaf.kind) {
    case 'event':
      return leaf.event.happened(valueNow(leaf.read, view), leaf.args) ? 0 : Infinity;
    case 'move': {
      const pct = moveNow(leaf, view);
      const done = { up: pct, down: -pct, either: Math.abs(pct) }[leaf.direction];
      return (leaf.pct - done) / leaf.pct;
    }
    case 'range': {
      const { left, low, high, op } = leaf;
      const now = valueNow(left, view);
      const outside = Math.max(low - now, now - high);
      return (op === 'in' ? outside : -outside) / sizeOf(unitOf(left), high);
    }
    case 'compare': {
      const now = valueNow(leaf.left, view);
      const level = valueNow(leaf.right, view);
      const above = (now - level) / sizeOf(unitOf(leaf.left), level);
      if (leaf.op.startsWith('x')) return Math.abs(above);
      return leaf.op.startsWith('>') ? -above : above;
    }
  }
}

function sizeOf(unit: Unit | undefined, level: number): number {
  if (unit?.kind === 'bounded') return unit.max - unit.min;
  return Math.abs(level) || 1;
}
