import { leavesOf } from './defaults.ts';
import type { Condition } from './rule.ts';

/** Measures that are themselves a move in percent. */
const MOVES: ReadonlySet<string> = new Set(['change', 'gap']);

/** Whether a rule is about how far the price has moved, and about nothing else. */
export function isMove(condition: Condition): boolean {
  const [leaf, ...others] = leavesOf(condition);
  if (leaf === undefined || others.length > 0) return false;
  if (leaf.kind === 'move') return true;
  return leaf.kind === 'compare' && leaf.left.kind === 'quote' && MOVES.has(leaf.left.measure.name);
}
