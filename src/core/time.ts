/** A moment: epoch milliseconds, UTC. */
export type Instant = number & { readonly _: 'Instant' };

/** Tells the time. The only source of "now" in the program; tests and the replay pass their own. */
export type Clock = () => Instant;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Brands epoch milliseconds as an Instant. */
export function instant(epochMs: number): Instant {
  return epochMs as Instant;
}

/** The moment `ms` milliseconds after `at` (before it, when negative). */
export function plus(at: Instant, ms: number): Instant {
  return instant(at + ms);
}
