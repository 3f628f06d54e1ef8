import type { RuleState } from '../core/rule.ts';
import { rearmRoom, within } from './judge.ts';
import type { ReadyRule } from './ready.ts';
import type { Comparison, Range, Rearm } from './rule.ts';
import { isPrice } from './spell.ts';

/** Whether a rule's mind hangs on nothing but the side of fixed numbers that the price is and was on. */
export function isPriceBound({ rule, policy }: ReadyRule): boolean {
  const { condition, modifiers } = rule;
  // These look at time, or at how often or how far, while the price stays on its side.
  const isLasting = policy.level || policy.holdFor !== undefined || modifiers.within !== undefined;
  if (isLasting || policy.hasWorsened !== undefined) return false;
  if (condition.kind === 'range') return isPrice(condition.left);
  if (condition.kind !== 'compare') return false;
  return isPrice(condition.left) && condition.right.kind === 'number';
}

/**
 * The prices at which a rule can change its mind, as it stands. Once it was judged and stayed as it was, it stays so
 * while the price neither touches nor passes one of them: in `armed` only its verdict counts, in `firing` only whether
 * it is held.
 *
 * The numbers are worked out by the very sums of `judge.ts`, so that they agree with it to the last bit.
 *
 * @returns undefined for a rule that has to be judged at every price
 */
export function priceBoundaries(
  ready: ReadyRule,
  phase: RuleState['phase'],
): readonly number[] | undefined {
  if (!isPriceBound(ready) || (phase !== 'armed' && phase !== 'firing')) return undefined;
  const { condition, modifiers } = ready.rule;
  const rearm = phase === 'firing' ? modifiers.rearm : undefined;
  if (condition.kind === 'range') return ends(condition, rearm);
  return condition.kind === 'compare' ? sides(condition, rearm) : undefined;
}

function sides(leaf: Comparison, rearm: Rearm | undefined): readonly number[] | undefined {
  if (leaf.right.kind !== 'number') return undefined;
  const level = leaf.right.value;
  if (rearm === undefined) return [level];
  const room = rearmRoom(leaf, level, rearm);
  switch (leaf.op) {
    case '>':
    case '>=':
    case 'x>':
      return [level - room];
    case '<':
    case '<=':
    case 'x<':
      return [level + room];
    case 'x':
      return [level - room, level + room];
  }
}

function ends(leaf: Range, rearm: Rearm | undefined): readonly number[] {
  const { low, high, op } = leaf;
  if (rearm === undefined) return [low, high];
  const [lowRoom, highRoom] = [rearmRoom(leaf, low, rearm), rearmRoom(leaf, high, rearm)];
  return op === 'in' ? within(leaf, -lowRoom, -highRoom) : within(leaf, lowRoom, highRoom);
}
