import { type Clock, type Instant, MINUTE_MS, instant } from '../../core/time.ts';
import type { Sessions } from './sessions.ts';

export type ReplayClock = {
  readonly now: Clock;
  readonly set: (at: Instant) => void;
  readonly nextClose: () => Instant;
  readonly nextMinute: () => Instant;
};

/**
 * Creeps with real time from wherever it was last set, so that ages and timers live, but never reaches the next
 * daily close by itself: bars come only by steps.
 */
export function createReplayClock(
  startAt: Instant,
  { sessions, wallNow }: { readonly sessions: Sessions; readonly wallNow: () => number },
): ReplayClock {
  let setTo = startAt;
  let setAt = wallNow();
  let ceiling = sessions.nextClose(startAt);
  const now = () => instant(Math.min(setTo + Math.max(0, wallNow() - setAt), ceiling - 1));
  return {
    now,
    nextClose: () => ceiling,
    nextMinute: () => instant(Math.min((Math.floor(now() / MINUTE_MS) + 1) * MINUTE_MS, ceiling)),
    set: (at) => {
      setTo = at;
      setAt = wallNow();
      ceiling = sessions.nextClose(at);
    },
  };
}
