import { MINUTE_MS, SECOND_MS } from '../core/time.ts';

/**
 * Whether a source is worth asking. All moments are milliseconds of one clock that never jumps back.
 *
 * `openMs` is how long the breaker stays open this time; it doubles with every probe that fails.
 */
export type Breaker =
  | { readonly status: 'closed'; readonly recent: readonly boolean[] }
  | { readonly status: 'open'; readonly until: number; readonly openMs: number }
  | { readonly status: 'half-open'; readonly probeUntil: number; readonly openMs: number };

export type Admission = {
  readonly breaker: Breaker;
  /** Milliseconds until asking makes sense; 0 when the request may go out. */
  readonly waitMs: number;
};

const WINDOW = 10;
const FAILURES_TO_OPEN = 5;
const FIRST_OPEN_MS = 30 * SECOND_MS;
const LONGEST_OPEN_MS = 15 * MINUTE_MS;
/** A probe that never reports back must not lock the source out for good. */
const PROBE_MS = MINUTE_MS;

export const CLOSED_BREAKER: Breaker = { status: 'closed', recent: [] };

/** Asks whether one request may go out now. After an open spell exactly one probe is let through. */
export function admit(breaker: Breaker, now: number): Admission {
  if (breaker.status === 'closed') return { breaker, waitMs: 0 };
  const until = breaker.status === 'open' ? breaker.until : breaker.probeUntil;
  if (now < until) return { breaker, waitMs: until - now };
  const { openMs } = breaker;
  return { breaker: { status: 'half-open', probeUntil: now + PROBE_MS, openMs }, waitMs: 0 };
}

/** Takes in how one admitted request ended. A late answer to an older request never re-times an open spell. */
export function settle(breaker: Breaker, succeeded: boolean, now: number): Breaker {
  if (breaker.status === 'open') return breaker;
  if (breaker.status === 'half-open') {
    return succeeded ? CLOSED_BREAKER : opened(Math.min(breaker.openMs * 2, LONGEST_OPEN_MS), now);
  }
  const recent = [...breaker.recent, succeeded].slice(-WINDOW);
  const failures = recent.filter((good) => !good).length;
  return failures >= FAILURES_TO_OPEN ? opened(FIRST_OPEN_MS, now) : { status: 'closed', recent };
}

function opened(openMs: number, now: number): Breaker {
  return { status: 'open', until: now + openMs, openMs };
}
