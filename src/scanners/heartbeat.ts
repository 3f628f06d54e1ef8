import type { Instant } from '../core/time.ts';

/** When each part of the cycle last came to its end. Before the first time, `startedAt` counts as the last. */
export type Pulse = {
  readonly startedAt: Instant;
  /** Since when scans have been due without a break; undefined while every market that is watched is closed. */
  readonly scanDueSince: Instant | undefined;
  /** The last scan that could ask its provider. */
  readonly scannedAt: Instant | undefined;
  /** The last time that nothing overdue was left in the outbox. */
  readonly drainedAt: Instant | undefined;
  /** The last write that the disk confirmed. */
  readonly wroteAt: Instant | undefined;
  readonly lastBeatAt: Instant | undefined;
};

export type HeartbeatTimes = { readonly heartbeatMs: number; readonly staleMs: number };

/**
 * Whether to tell the outside watcher anything now: `ok` only when scan, outbox and disk have each come round since the
 * last beat, `fail` when one of them has not for longer than `staleMs`. Asked as often as one likes; beats keep their distance.
 */
export function heartbeat(
  pulse: Pulse,
  times: HeartbeatTimes,
  now: Instant,
): 'ok' | 'fail' | 'wait' {
  const last = pulse.lastBeatAt;
  if (last !== undefined && now - last < times.heartbeatMs) return 'wait';
  if (oldestAgeMs(pulse, now) > times.staleMs) return 'fail';
  const ends = [pulse.drainedAt, pulse.wroteAt];
  if (pulse.scanDueSince !== undefined) ends.push(pulse.scannedAt);
  const isRound = ends.every((at) => at !== undefined && (last === undefined || at > last));
  return isRound ? 'ok' : 'wait';
}

function oldestAgeMs(pulse: Pulse, now: Instant): number {
  const { startedAt, scanDueSince, scannedAt, drainedAt, wroteAt } = pulse;
  const since = [drainedAt ?? startedAt, wroteAt ?? startedAt];
  // A market that has just opened was not neglected while it was closed.
  if (scanDueSince !== undefined) since.push(laterOf(scanDueSince, scannedAt ?? startedAt));
  return now - Math.min(...since);
}

function laterOf(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
