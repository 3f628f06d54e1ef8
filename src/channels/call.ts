import { SECOND_MS } from '../core/time.ts';
import type { WireLimits } from '../http/wire.ts';

/** A call for help is one attempt: short, with a small reply, over a connection of its own. */
export const CALL_LIMITS: WireLimits = {
  connectMs: 5 * SECOND_MS,
  attemptMs: 10 * SECOND_MS,
  idleMs: 1 * SECOND_MS,
  maxBodyBytes: 64 * 1024,
  connections: 1,
};
