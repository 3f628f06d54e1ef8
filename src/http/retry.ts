import { SourceError, type SourceReason } from '../core/error.ts';

/** All in milliseconds. */
export type RetryLimits = {
  /** The longest first pause; it doubles each time, and the pause itself is random between 0 and that ("full jitter"). */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** A longer Retry-After is not waited for but handed on to the caller. */
  readonly longestWaitMs: number;
};

export type Attempt = {
  readonly error: unknown;
  /** Retries made before this attempt. */
  readonly tried: number;
  /** In [0, 1). */
  readonly random: number;
};

const TRANSIENT: ReadonlySet<SourceReason> = new Set(['unreachable', 'timeout', 'server-error']);

/** Timers may ring a moment early, which would meet a gate that is still shut. */
const EARLY_TIMER_MS = 2;

/** Milliseconds until another attempt makes sense, or undefined when none does. */
export function retryInMs(attempt: Attempt, limits: RetryLimits): number | undefined {
  const { error, tried, random } = attempt;
  if (!(error instanceof SourceError)) return undefined;
  const jitterMs = random * Math.min(limits.longestRetryMs, limits.retryMs * 2 ** tried);
  const { reason, retryAfterMs } = error;
  if (reason === 'breaker-open') return undefined;
  if (retryAfterMs === undefined) return TRANSIENT.has(reason) ? jitterMs : undefined;
  if (retryAfterMs > limits.longestWaitMs) return undefined;
  return retryAfterMs + EARLY_TIMER_MS + jitterMs;
}
