import type { UserId } from './people.ts';
import type { Instant } from './time.ts';

/** What may be done about a position when its stop is reached, from least to most. */
export const GUARD_MODES = ['off', 'shadow', 'ask', 'auto'] as const;
export type GuardMode = (typeof GUARD_MODES)[number];

/** What its person has allowed for one position. */
export type Guard = {
  readonly positionId: number;
  readonly mode: GuardMode;
  /** Of the quantity held, in percent. */
  readonly maxPct: number;
  /** How far below the price at which it was decided a sale may still be sent, in percent. */
  readonly floorPct: number;
  readonly armedBy: UserId | undefined;
  readonly armedAt: Instant | undefined;
  readonly expiresAt: Instant | undefined;
  /** The stop that it was armed for: another one needs arming anew. */
  readonly stopId: number | undefined;
  readonly updatedAt: Instant;
};

/** Why a sale is decided: `manual` by a person's own command, the others by a stop and its position's mode. */
export type IntentMode = 'shadow' | 'ask' | 'auto' | 'manual';

export type IntentState =
  | 'draft'
  | 'awaiting_confirm'
  | 'armed'
  /** The row is written; from here on a request may have left. */
  | 'submitting'
  | 'accepted'
  | 'partially_filled'
  /** A request left, and nobody knows what came of it. */
  | 'unknown'
  | 'reconciling'
  | 'needs_human'
  | 'absent_proven'
  | 'filled'
  | 'cancelled'
  | 'rejected'
  | 'void'
  | 'shadowed';

/** One decision to sell. Prices in whole `currency` of the instrument. */
export type Intent = {
  readonly id: number;
  readonly key: string;
  readonly accountId: number;
  readonly positionId: number;
  readonly symbol: string;
  readonly mode: IntentMode;
  readonly state: IntentState;
  readonly quantity: number;
  /** At which it was proposed. */
  readonly price: number;
  /** Below this nothing is sent. */
  readonly floor: number;
  readonly currency: string;
  readonly quotedAt: Instant;
  readonly askedBy: UserId | undefined;
  readonly confirmedBy: UserId | undefined;
  readonly expiresAt: Instant;
  readonly postCount: number;
  readonly submittedAt: Instant | undefined;
  /** What the broker said was held just before, to tell afterwards whether anything was sold. */
  readonly heldBefore: number | undefined;
  readonly remoteId: string | undefined;
  readonly filled: number;
  readonly fillPrice: number | undefined;
  readonly why: string | undefined;
  readonly alertId: number | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

/** A condition of selling, as it stood at one attempt. */
export type Gate = {
  readonly name: string;
  readonly isOpen: boolean;
  /** What was found, in a few words: `quote 2 s old`. */
  readonly says: string;
};

/** One step of an intent, kept for good. */
export type IntentStep = {
  readonly id: number;
  readonly intentId: number;
  readonly at: Instant;
  readonly state: string;
  readonly why: string | undefined;
  readonly gates: readonly Gate[] | undefined;
  readonly by: UserId | undefined;
};

/** Selling was stopped by hand. */
export type Halt = {
  readonly id: number;
  readonly by: UserId;
  readonly reason: string | undefined;
  readonly at: Instant;
};

/** The most that anybody may choose, set by whoever runs the program. `demo` includes paper accounts. */
export const CEILINGS = ['off', 'shadow', 'demo', 'live'] as const;
export type Ceiling = (typeof CEILINGS)[number];
