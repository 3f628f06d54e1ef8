import type { Actor } from '../../core/people.ts';
import type { SellingDeps } from './deps.ts';
import type { ModeSet, ModeWish } from './results.ts';
import { barred } from './view.ts';

/** Chooses what may be done about a position. */
export function setMode(deps: SellingDeps, by: Actor, wish: ModeWish): ModeSet {
  const not = barred(by);
  if (not !== undefined) return not;
  const position = deps.store.positions.get(wish.positionId);
  if (position === undefined) return { kind: 'not-yours' };
  return { kind: 'not-ready', needs: [] };
}
