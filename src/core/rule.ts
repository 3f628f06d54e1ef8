import type { Instant } from './time.ts';

/**
 * Where a rule stands for one ticker.
 * `new`: never judged. `armed`: false, will ring on true. `pending`: true, waiting out `for`.
 * `firing`: true (or not yet back past the re-arm distance), has rung or been held back.
 */
type RulePhase = 'new' | 'armed' | 'pending' | 'firing';

/** What is remembered between judgements of one rule on one ticker. */
export type RuleState = {
  readonly phase: RulePhase;
  /** Counts transitions into firing, worsenings and repeats: every alert of this rule has its own number. */
  readonly seq: number;
  readonly pendingSince: Instant | undefined;
  readonly pendingCount: number;
  /** When it last rang for a person; suppressed evaluations do not move it. */
  readonly rangAt: Instant | undefined;
  /** The value at the last alert written down, the reference of `worsen`. */
  readonly rangValue: number | undefined;
  /** Bars that closed by then were there when it was armed, and are not judged. */
  readonly judgedTo?: Instant | undefined;
  /** The alert that `seq` numbers; undefined until it is written down. */
  readonly alertId?: number | undefined;
};

export const NEW_RULE_STATE: RuleState = {
  phase: 'new',
  seq: 0,
  pendingSince: undefined,
  pendingCount: 0,
  rangAt: undefined,
  rangValue: undefined,
};

/** How a rule wants to ring. */
export type RingPolicy = {
  /** `is >`: rings while true, again after each cooldown; otherwise only on becoming true. */
  readonly level: boolean;
  readonly once: boolean;
  readonly cooldownMs: number;
  readonly holdFor: HoldFor | undefined;
  /** Whether `to` is so much beyond `from` that it should ring again although it never stopped being true. */
  readonly hasWorsened: ((from: number, to: number) => boolean) | undefined;
};

/** How often in a row, or how long, a condition must be true before it rings. */
export type HoldFor = { readonly count: number } | { readonly ms: number };
