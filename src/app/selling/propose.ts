import type { Actor } from '../../core/people.ts';
import type { SellingDeps } from './deps.ts';
import type { Proposed, SellWish } from './results.ts';
import { barred } from './view.ts';

/** Draws a sale up and asks its person. @returns the change to commit */
export async function propose(
  deps: SellingDeps,
  by: Actor,
  wish: SellWish,
): Promise<() => Proposed> {
  const not = barred(by);
  if (not !== undefined) return () => not;
  const position = deps.store.positions.get(wish.positionId);
  if (position === undefined) return () => ({ kind: 'not-yours' });
  const broker = deps.selling.brokerOf(position.accountId);
  await broker?.positions();
  return () => ({ kind: 'no-broker', why: 'no broker keeps this account' });
}
