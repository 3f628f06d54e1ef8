import type { IntentState } from '../core/intent.ts';

// The database holds the same order with triggers of its own: this table says what the program may ask of it.

/** Where an intent may go from where it is. What leads to nothing has ended. */
export const INTENT_MOVES: Readonly<Record<IntentState, readonly IntentState[]>> = {
  draft: ['awaiting_confirm', 'armed', 'shadowed', 'void'],
  awaiting_confirm: ['armed', 'void'],
  armed: ['submitting', 'void'],
  submitting: ['accepted', 'rejected', 'unknown'],
  unknown: ['reconciling'],
  reconciling: ['accepted', 'absent_proven', 'needs_human'],
  accepted: ['partially_filled', 'filled', 'cancelled', 'rejected', 'needs_human'],
  partially_filled: ['filled', 'cancelled', 'rejected', 'needs_human'],
  // Only a person leads out of here.
  needs_human: ['filled', 'cancelled', 'rejected', 'absent_proven'],
  absent_proven: [],
  filled: [],
  cancelled: [],
  rejected: [],
  void: [],
  shadowed: [],
};

export function mayMove(from: IntentState, to: IntentState): boolean {
  return INTENT_MOVES[from].includes(to);
}

/** Nothing follows any more. */
export function hasEnded(state: IntentState): boolean {
  return INTENT_MOVES[state].length === 0;
}

/** Nothing has been asked of a broker, so that it can be called off without any doubt. */
export function isBeforeSubmit(state: IntentState): boolean {
  return state === 'draft' || state === 'awaiting_confirm' || state === 'armed';
}

/** A request may have left, and something of it may still be sold. */
export function mayStillSell(state: IntentState): boolean {
  return !isBeforeSubmit(state) && !hasEnded(state);
}
