import type { Outcome } from '../core/alert.ts';
import type { DeliveryKind } from '../core/delivery.ts';
import type { Random } from '../core/code.ts';
import { plus, SECOND_MS, type Instant } from '../core/time.ts';

/** What the next step of a delivery depends on. */
export type InFlight = {
  readonly kind: DeliveryKind;
  readonly attempts: number;
  readonly uncertain: number;
  readonly expiresAt: Instant;
};

/** What a try came to, as it is written down. */
export type Settlement =
  | { readonly status: 'sent'; readonly messageId: string }
  | {
      readonly status: 'queued';
      readonly notBefore: Instant;
      readonly attempts: number;
      readonly pausesLane: boolean;
    }
  | { readonly status: 'uncertain'; readonly notBefore: Instant; readonly uncertain: number }
  | { readonly status: 'expired' | 'dead'; readonly why: string };

const BACKOFF_S = [1, 2, 4, 8, 15, 30, 60] as const;
const LONGEST_BACKOFF_S = 120;

/** How long a send that may have arrived is left alone: Telegram can accept late what it answered with a 5xx. */
const UNCERTAIN_SETTLE_MS = 30 * SECOND_MS;

/** After a crash the socket died with the process, so there is less to wait for. */
export const ORPHAN_SETTLE_MS = 3 * SECOND_MS;

/** Where a delivery goes after a try. A definite "not accepted" is retried, a "perhaps" waits before it is repeated. */
export function settle(
  row: InFlight,
  outcome: Outcome,
  env: { now: Instant; random: Random },
): Settlement {
  switch (outcome.kind) {
    case 'sent':
      return { status: 'sent', messageId: outcome.messageId };
    case 'moved':
      return { status: 'queued', notBefore: env.now, attempts: row.attempts, pausesLane: false };
    case 'rejected':
      return { status: 'dead', why: outcome.why };
    case 'retry':
      return retry(row, outcome, env);
    case 'uncertain':
      // An edit repeated is harmless, so it is simply tried again.
      if (row.kind === 'edit')
        return retry(row, { afterMs: undefined, counts: true, code: outcome.code }, env);
      return {
        status: 'uncertain',
        notBefore: plus(env.now, UNCERTAIN_SETTLE_MS),
        uncertain: row.uncertain + 1,
      };
  }
}

type Retry = {
  readonly afterMs: number | undefined;
  readonly counts: boolean;
  readonly code: string;
};

function retry(
  row: InFlight,
  outcome: Retry,
  { now, random }: { now: Instant; random: Random },
): Settlement {
  const jitterMs = Math.ceil(random() * SECOND_MS);
  const waitMs =
    outcome.afterMs === undefined ? backoffMs(row.attempts, random) : outcome.afterMs + jitterMs;
  const notBefore = plus(now, waitMs);
  if (notBefore > row.expiresAt) return { status: 'expired', why: `gave up after ${outcome.code}` };
  const attempts = outcome.counts ? row.attempts + 1 : row.attempts;
  return { status: 'queued', notBefore, attempts, pausesLane: outcome.afterMs !== undefined };
}

/** Full jitter, never less than a fifth of the step so that a retry does not follow at once. */
function backoffMs(attempts: number, random: Random): number {
  const stepMs = (BACKOFF_S[attempts] ?? LONGEST_BACKOFF_S) * SECOND_MS;
  return stepMs * (0.2 + 0.8 * random());
}
