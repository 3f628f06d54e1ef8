import { SourceError } from '../core/error.ts';
import { admit, type Breaker, CLOSED_BREAKER, settle } from './breaker.ts';
import type { FaultPlace } from './fault.ts';

/** Decides before every attempt whether a source is asked at all. */
export type Gate = {
  /** @throws SourceError with how long to stay away, when the source is not to be asked now */
  enter(place: FaultPlace): void;
  /** Tells how the attempt ended; undefined is success. */
  leave(fault: SourceError | undefined): void;
};

/** How long a vendor's own Retry-After is believed. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/** The breaker and the Retry-After of one source. `elapsed` is in milliseconds and never jumps back. */
export function createGate(deps: { source: string; elapsed: () => number }): Gate {
  const { source, elapsed } = deps;
  let breaker: Breaker = CLOSED_BREAKER;
  let pausedUntil = -Infinity;

  return {
    enter({ where }) {
      const now = elapsed();
      if (now < pausedUntil) {
        const text = `${where}: still rate limited`;
        throw new SourceError(source, 'rate-limited', { text, retryAfterMs: pausedUntil - now });
      }
      const admission = admit(breaker, now);
      breaker = admission.breaker;
      if (admission.waitMs > 0) {
        const text = `${where}: not asked after repeated failures`;
        throw new SourceError(source, 'breaker-open', { text, retryAfterMs: admission.waitMs });
      }
    },
    leave(fault) {
      const now = elapsed();
      breaker = settle(breaker, fault === undefined || !isTheSourcesFault(fault), now);
      if (fault?.reason === 'rate-limited') {
        const pauseMs = Math.min(fault.retryAfterMs ?? 0, LONGEST_PAUSE_MS);
        pausedUntil = Math.max(pausedUntil, now + pauseMs);
      }
    },
  };
}

/** An unknown name or a refused key says nothing about the vendor's health. */
function isTheSourcesFault({ reason }: SourceError): boolean {
  return reason !== 'not-found' && reason !== 'unauthorised';
}
