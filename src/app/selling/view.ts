import type { Actor, UserId } from '../../core/people.ts';
import { mayActAs } from '../../core/people.ts';
import type { Intent } from '../../core/intent.ts';
import type { SellingDeps } from './deps.ts';
import type { Barred, IntentView } from './results.ts';

/** Everything about one decision; undefined when it is not this person's. */
export function viewOf(
  { store }: SellingDeps,
  intentId: number,
  user: UserId | undefined,
): IntentView | undefined {
  const intent = store.intents.get(intentId);
  const account = intent && store.accounts.get(intent.accountId);
  const position = intent && store.positions.get(intent.positionId);
  if (intent === undefined || account === undefined || position === undefined) return undefined;
  if (user !== undefined && account.user !== user) return undefined;
  const weighed = store.intents.steps(intentId).findLast((step) => step.gates !== undefined);
  return {
    intent,
    position,
    account,
    guard: store.guards.get(position.id),
    stop: store.stops.live(position.id),
    gates: weighed?.gates ?? [],
    gatesAt: weighed?.at,
    owner: account.user,
  };
}

/** Why this person may not sell from here; undefined when they may. */
export function barred(by: Actor): Extract<Barred, { kind: 'not-allowed' }> | undefined {
  if (!mayActAs(by.role, 'trader'))
    return { kind: 'not-allowed', why: 'Selling needs the Trader role.' };
  if (by.chatKind !== 'private')
    return { kind: 'not-allowed', why: 'Selling works in our private chat alone.' };
  return undefined;
}

/** The decision that a person's answer is about, when it is theirs to answer. */
export function answerable(
  deps: SellingDeps,
  by: Actor,
  intentId: number,
): Barred | { readonly kind: 'theirs'; readonly intent: Intent } {
  const not = barred(by);
  if (not !== undefined) return not;
  const view = viewOf(deps, intentId, by.user);
  return view === undefined ? { kind: 'not-yours' } : { kind: 'theirs', intent: view.intent };
}
