import type { Actor } from '../../core/people.ts';
import type { SellingDeps } from './deps.ts';
import type { Confirmed } from './results.ts';
import { answerable } from './view.ts';

type Wish = {
  readonly by: Actor;
  readonly card: { readonly intent: number; readonly quantity: number; readonly price: number };
  readonly share: 1 | 0.5;
};

/** Takes a person's Sell. @returns the change to commit */
export async function confirm(deps: SellingDeps, wish: Wish): Promise<() => Confirmed> {
  const found = answerable(deps, wish.by, wish.card.intent);
  if (found.kind !== 'theirs') return () => found;
  await deps.selling.brokerOf(found.intent.accountId)?.positions();
  return () => ({ kind: 'no-price', why: 'nobody could say what it costs now' });
}
