import type { Outcome } from '../core/alert.ts';
import type { DeliveryKind } from '../core/delivery.ts';
import type { Random } from '../core/code.ts';
import { plus, SECOND_MS, type Instant } from '../core/time.ts';

/** What the next step of a delivery depends on. */
export type InFlight = {
  readonly kind: DeliveryKind;
  readonly attempts: number;
  readonly uncertain: number;
  /** How the try before this one ended. */
  readonly lastCode: string | null;
  readonly expiresAt: Instant;
};

/** What a try came to, as it is written down. */
export type Settlement =
  | { readonly status: 'sent'; readonly messageId: string }
  | { readonly status: 'queued'; readonly notBefore: Instant; readonly attempts: number }
  | { readonly status: 'uncertain'; readonly notBefore: Instant; readonly uncertain: number }
  | { readonly status: 'expired' | 'dead'; readonly why: string };

export type Settled = {
  readonly settlement: Settlement;
  /** Until when nothing at all may go to this lane, whatever becomes of the row that was told so. */
  readonly restsUntil: Instant | undefined;
};

export type SettleEnv = { readonly now: Instant; readonly random: Random };

const BACKOFF_S = [1, 2, 4, 8, 15, 30, 60] as const;
const LONGEST_BACKOFF_S = 120;

/** How long a send that may have arrived is left alone: Telegram can accept late what it answered with a 5xx. */
const UNCERTAIN_SETTLE_MS = 30 * SECOND_MS;

/** An outage answers every try like this, so further repeats come ever more slowly. */
const LONGEST_UNCERTAIN_MS = 600 * SECOND_MS;

/** After a crash the socket died with the process, so there is less to wait for. */
export const ORPHAN_SETTLE_MS = 3 * SECOND_MS;

/** Where a delivery goes after a try. A definite "not accepted" is retried, a "perhaps" waits before it is repeated. */
export function settle(row: InFlight, outcome: Outcome, env: SettleEnv): Settled {
  switch (outcome.kind) {
    case 'sent':
      return quietly({ status: 'sent', messageId: outcome.messageId });
    case 'moved':
      // At once the first time; a place that keeps moving must not become a busy loop.
      return quietly({
        status: 'queued',
        notBefore: plus(env.now, row.attempts * SECOND_MS),
        attempts: row.attempts + 1,
      });
    case 'rejected': {
      const { why, asksAgainMs } = outcome;
      if (asksAgainMs === undefined || row.lastCode === why)
        return quietly({ status: 'dead', why });
      return retry(row, { afterMs: asksAgainMs, counts: true, code: why }, env);
    }
    case 'retry':
      return retry(row, outcome, env);
    case 'uncertain':
      // An edit repeated is harmless, so it is simply tried again.
      if (row.kind === 'edit')
        return retry(row, { afterMs: undefined, counts: true, code: outcome.code }, env);
      return quietly(wait(row, env.now));
  }
}

function quietly(settlement: Settlement): Settled {
  return { settlement, restsUntil: undefined };
}

function wait(row: InFlight, now: Instant): Settlement {
  const waitMs = Math.min(UNCERTAIN_SETTLE_MS * 2 ** row.uncertain, LONGEST_UNCERTAIN_MS);
  const notBefore = plus(now, waitMs);
  if (notBefore > row.expiresAt)
    return { status: 'expired', why: 'Telegram never confirmed it; it may have arrived' };
  return { status: 'uncertain', notBefore, uncertain: row.uncertain + 1 };
}

type Retry = {
  readonly afterMs: number | undefined;
  readonly counts: boolean;
  readonly code: string;
};

function retry(row: InFlight, outcome: Retry, { now, random }: SettleEnv): Settled {
  const jitterMs = Math.ceil(random() * SECOND_MS);
  const waitMs =
    outcome.afterMs === undefined ? backoffMs(row.attempts, random) : outcome.afterMs + jitterMs;
  // The database keeps whole milliseconds.
  const notBefore = plus(now, Math.ceil(waitMs));
  const restsUntil = outcome.afterMs === undefined ? undefined : notBefore;
  if (notBefore > row.expiresAt)
    return { settlement: { status: 'expired', why: `gave up after ${outcome.code}` }, restsUntil };
  const attempts = outcome.counts ? row.attempts + 1 : row.attempts;
  return { settlement: { status: 'queued', notBefore, attempts }, restsUntil };
}

/** Full jitter, never less than a fifth of the step so that a retry does not follow at once. */
function backoffMs(attempts: number, random: Random): number {
  const stepMs = (BACKOFF_S[attempts] ?? LONGEST_BACKOFF_S) * SECOND_MS;
  return stepMs * (0.2 + 0.8 * random());
}
