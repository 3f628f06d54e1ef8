import type { Outcome } from '../core/alert.ts';
import type { Log } from '../core/ports/log.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';

/** What the loop that sends has come to since the start. */
export type SendingStats = {
  sent: number;
  rateLimited: number;
  lastSentAt: Instant | undefined;
};

type NoteDeps = { readonly stats: SendingStats; readonly log: Log; readonly clock: Clock };

type Noted = { readonly outcome: Outcome; readonly restsUntil?: Instant | undefined };

/** Counts what a try came to, and logs what went otherwise than meant. */
export function noteOutcome(
  { stats, log, clock }: NoteDeps,
  row: DeliveryRow,
  { outcome, restsUntil }: Noted,
): void {
  if (outcome.kind === 'sent') {
    stats.sent++;
    stats.lastSentAt = clock();
    if (outcome.mends?.includes('plain-text') === true)
      log.error('Telegram could not read the markup of a message; it went out as plain text', {
        delivery: row.id,
        body: row.body,
      });
    else if (outcome.mends !== undefined)
      log.warn('a message was sent otherwise than meant', {
        delivery: row.id,
        mends: outcome.mends,
      });
    return;
  }
  log.warn('a message was not delivered', { delivery: row.id, lane: row.lane, outcome });
  const isLimit = restsUntil !== undefined && outcome.kind === 'retry' && outcome.code === '429';
  if (isLimit) stats.rateLimited++;
}
