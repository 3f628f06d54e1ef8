import type { Intent } from '../../core/intent.ts';
import type { Actor } from '../../core/people.ts';
import { MINUTE_MS, plus } from '../../core/time.ts';
import { isBeforeSubmit } from '../../portfolio/intent.ts';
import { sellingCard } from './card.ts';
import type { SellingDeps } from './deps.ts';
import { moveIntent } from './moving.ts';
import type { Answered, Kept, Settled, Snoozed } from './results.ts';
import { answerable, viewOf } from './view.ts';

const SNOOZE_MS = 15 * MINUTE_MS;

/** Timer of a sale that is to be asked about again; its subject is the intent that was put off. */
export const ASK_AGAIN = 'sell-again';

/** An answer that came after the end, with the card as it stands. */
export function over(deps: SellingDeps, intentId: number): Answered {
  const view = viewOf(deps, intentId, undefined);
  if (view === undefined) return { kind: 'not-yours' };
  return { kind: 'over', intent: view.intent, message: sellingCard(deps, view, deps.clock()) };
}

export function cardNow(deps: SellingDeps, intentId: number) {
  const view = viewOf(deps, intentId, undefined);
  return view && { intent: view.intent, message: sellingCard(deps, view, deps.clock()) };
}

/** Nothing is sold. The first answer counts. */
export function keep(deps: SellingDeps, by: Actor, intentId: number): Kept {
  const found = answerable(deps, by, intentId);
  if (found.kind !== 'theirs') return found;
  if (!callOff(deps, found.intent, { why: 'you kept it', by: by.user, isShown: true }))
    return over(deps, intentId);
  const shown = cardNow(deps, intentId);
  return shown === undefined ? { kind: 'not-yours' } : { kind: 'kept', ...shown };
}

/** Nothing is sold now; in a quarter of an hour it is asked again with the price of then. */
export function snooze(deps: SellingDeps, by: Actor, intentId: number): Snoozed {
  const { store, clock } = deps;
  const found = answerable(deps, by, intentId);
  if (found.kind !== 'theirs') return found;
  const until = plus(clock(), SNOOZE_MS);
  const why = 'you put it off for 15 minutes';
  if (!callOff(deps, found.intent, { why, by: by.user, isShown: true }))
    return over(deps, intentId);
  store.timers.add({ kind: ASK_AGAIN, subject: intentId, step: 1, dueAt: until });
  const shown = cardNow(deps, intentId);
  return shown === undefined ? { kind: 'not-yours' } : { kind: 'snoozed', until, ...shown };
}

type CallOff = { readonly why: string; readonly by?: Actor['user']; readonly isShown?: true };

/** @returns false when a request may have left already, or it has ended */
export function callOff(deps: SellingDeps, intent: Intent, off: CallOff): boolean {
  return isBeforeSubmit(intent.state) && moveIntent(deps, intent, { to: 'void', ...off });
}

/** What a person found at the broker. Only they can end what nobody here could find out about. */
export function settle(
  deps: SellingDeps,
  { by, intentId, was }: { by: Actor; intentId: number; was: 'sold' | 'not-sold' },
): Settled {
  const { store, clock } = deps;
  const found = answerable(deps, by, intentId);
  if (found.kind !== 'theirs') return found;
  const { quantity, price } = found.intent;
  const sold = { to: 'filled', set: { filled: quantity, fillPrice: price } } as const;
  const end = was === 'sold' ? sold : ({ to: 'absent_proven' } as const);
  const why = `you found that it was ${was === 'sold' ? 'sold' : 'not sold'}`;
  const isMoved = store.intents.move(
    intentId,
    { from: 'needs_human', ...end, why, by: by.user },
    clock(),
  );
  const intent = store.intents.get(intentId);
  return isMoved && intent !== undefined ? { kind: 'settled', intent } : over(deps, intentId);
}
