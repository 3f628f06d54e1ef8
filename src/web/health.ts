import { Hono } from 'hono';

import type { Log } from '../core/ports/log.ts';
import { SECOND_MS, type Clock } from '../core/time.ts';

/** How far the start has come, and whether what must run does. */
export type Readiness = {
  readonly isMigrated: boolean;
  readonly isRecovered: boolean;
  readonly isPolling: boolean;
  readonly isSchedulerRunning: boolean;
};

export type HealthNeeds = {
  /** Writes one row and returns once the disk has it; throws when it cannot. */
  readonly probeWrite: () => void;
  readonly readiness: () => Readiness;
  readonly clock: Clock;
  readonly log: Log;
};

/** Whoever asks, and however often, the disk is written to no more than once in this time. */
const PROBE_EVERY_MS = 5 * SECOND_MS;

/**
 * `/healthz`: the process lives and can write, nothing else; an outage of Telegram or of a vendor would otherwise have
 * the platform restart us in a loop. `/readyz`: all of the start is done. `/health`: what older scripts ask for.
 */
export function healthRoutes({ probeWrite, readiness, clock, log }: HealthNeeds): Hono {
  const canWrite = cachedProbe(probeWrite, { clock, log });
  const routes = new Hono();
  routes.get('/healthz', (c) =>
    canWrite()
      ? c.json({ status: 'ok' })
      : c.json({ status: 'failing', failing: ['database'] }, 503),
  );
  routes.get('/readyz', (c) => {
    const { isMigrated, isRecovered, isPolling, isSchedulerRunning } = readiness();
    const isReady = isMigrated && isRecovered && isPolling && isSchedulerRunning;
    const body = {
      status: isReady ? 'ready' : 'not ready',
      migrated: isMigrated,
      recovered: isRecovered,
      polling: isPolling,
      scheduler_running: isSchedulerRunning,
    };
    return c.json(body, isReady ? 200 : 503);
  });
  routes.get('/health', (c) => {
    return c.json({ status: 'ok', scheduler_running: readiness().isSchedulerRunning });
  });
  return routes;
}

type ProbeNeeds = Pick<HealthNeeds, 'clock' | 'log'>;

function cachedProbe(probe: () => void, { clock, log }: ProbeNeeds): () => boolean {
  let last = { at: -Infinity, isGood: false };
  return () => {
    const now = clock();
    const ageMs = now - last.at;
    // A clock that was set back must not keep an old answer alive.
    if (ageMs >= 0 && ageMs < PROBE_EVERY_MS) return last.isGood;
    last = { at: now, isGood: succeeds(probe, log) };
    return last.isGood;
  };
}

function succeeds(probe: () => void, log: Log): boolean {
  try {
    probe();
    return true;
  } catch (error) {
    log.error('The database cannot be written', { error });
    return false;
  }
}
