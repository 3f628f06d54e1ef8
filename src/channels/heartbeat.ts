import type { Log } from '../core/ports/log.ts';
import { createWire } from '../http/wire.ts';
import { CALL_LIMITS } from './call.ts';

export type HeartbeatLine = {
  /** Tells the watcher outside that all is well or that it is not. Never throws; false when it could not be told. */
  beat(sign: 'ok' | 'fail'): Promise<boolean>;
  close(): Promise<void>;
};

type Needs = { readonly log: Log; readonly attemptMs?: number };

/**
 * The line to a dead-man's switch such as Healthchecks.io: a GET of `url`, with `/fail` after its path when unwell.
 * Silence is itself the alarm there, so a failed ping is only logged.
 */
export function createHeartbeatLine(url: string, { log, attemptMs }: Needs): HeartbeatLine {
  const wire = createWire({ ...CALL_LIMITS, attemptMs: attemptMs ?? CALL_LIMITS.attemptMs });
  return {
    async beat(sign) {
      try {
        const { status } = await wire.ask({ url: sign === 'ok' ? url : failing(url) });
        if (status >= 200 && status < 300) return true;
        log.warn('The heartbeat was refused', { status });
      } catch (error) {
        log.warn('The heartbeat did not get through', { error });
      }
      return false;
    },
    close: () => wire.close(),
  };
}

function failing(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, '')}/fail${search}`;
}
