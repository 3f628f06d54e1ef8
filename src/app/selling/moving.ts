import type { Intent, IntentState } from '../../core/intent.ts';
import type { Instant } from '../../core/time.ts';
import type { IntentPatch, StepNote } from '../../db/intents.ts';
import { mayMove } from '../../portfolio/intent.ts';
import { privatePlace, sellingCard } from './card.ts';
import type { SellingDeps } from './deps.ts';
import { viewOf } from './view.ts';

export type Move = StepNote & {
  readonly to: IntentState;
  readonly set?: IntentPatch;
  /** Whoever asked for it changes the card that was pressed. */
  readonly isShown?: true;
};

/**
 * Takes a decision one step on and lets its card say so, as one transaction. Only from the state that it was seen in.
 *
 * @returns false when it is elsewhere by now; then nothing is written
 */
export function moveIntent(deps: SellingDeps, intent: Intent, move: Move): boolean {
  const { store, clock } = deps;
  if (intent.state !== move.to && !mayMove(intent.state, move.to)) return false;
  return store.transact(() => {
    const now = clock();
    if (!store.intents.move(intent.id, { from: intent.state, ...move }, now)) return false;
    if (move.isShown !== true) showCard(deps, intent.id, now);
    return true;
  });
}

/** States that a person must not miss: they get a message of their own. */
const LOUD: readonly IntentState[] = ['needs_human'];
/** States of which nobody is told who has not been asked anything. */
const QUIET: readonly IntentState[] = ['draft', 'shadowed'];

/** Brings the card up to date: it is written once, and changed in place after that. */
function showCard(deps: SellingDeps, intentId: number, now: Instant): void {
  const { store, outbox } = deps;
  const view = viewOf(deps, intentId, undefined);
  if (view === undefined || QUIET.includes(view.intent.state)) return;
  const { state, updatedAt } = view.intent;
  const place = privatePlace(deps, view);
  if (store.chats.get(place.chat) === undefined) return;
  const to = { place, message: sellingCard(deps, view, now) };
  const card = store.intents.card(intentId);
  if (card === undefined || LOUD.includes(state))
    outbox.notice(`sell/${intentId}/${state}`, to, now);
  else outbox.edit({ deliveryId: card.id, key: `sell-${state}-${updatedAt}` }, to, now);
}

/** What is left on a card whose time runs is shown anew when it passes one of these, in seconds. */
const COUNTDOWN_S = [30, 60];

/** Changes a card as its time runs out; the same moment changes nothing twice. */
export function countDown(deps: SellingDeps, intent: Intent, now: Instant): void {
  const { store, outbox } = deps;
  const leftMs = intent.expiresAt - now;
  const passed = COUNTDOWN_S.find((seconds) => leftMs <= seconds * 1_000);
  const card = store.intents.card(intent.id);
  const view = viewOf(deps, intent.id, undefined);
  if (passed === undefined || card === undefined || view === undefined) return;
  const to = { place: privatePlace(deps, view), message: sellingCard(deps, view, now) };
  const key = `sell-left-${passed}-${intent.expiresAt}`;
  store.transact(() => outbox.edit({ deliveryId: card.id, key }, to, now));
}
