import type { Intent } from '../../core/intent.ts';
import { MINUTE_MS, plus, type Instant } from '../../core/time.ts';
import type { SellingDeps } from './deps.ts';

/** A decision that waits for a moment to be proposed is let go after that. */
const DRAFT_LIFE_MS = 10 * MINUTE_MS;
const MOST_AGAIN = 3;

/**
 * Draws the same sale up once more, to be asked about: what ended before it was asked of a broker, or was refused for its
 * haste, is a new decision with a new price and a new answer. Never what a person has kept. Within a transaction.
 */
export function drawAgain({ store }: SellingDeps, intent: Intent, now: Instant): void {
  const [base = intent.key, count = '0'] = intent.key.split('/again');
  const next = Number(count) + 1;
  // A stop that rests at the broker is looked after by itself.
  if (next > MOST_AGAIN || base.startsWith('native/')) return;
  store.intents.add(
    {
      key: `${base}/again${next}`,
      accountId: intent.accountId,
      positionId: intent.positionId,
      symbol: intent.symbol,
      mode: intent.mode === 'manual' ? 'manual' : 'ask',
      state: 'draft',
      quantity: intent.quantity,
      price: intent.price,
      floor: intent.floor,
      currency: intent.currency,
      quotedAt: intent.quotedAt,
      askedBy: intent.askedBy,
      confirmedBy: undefined,
      expiresAt: plus(now, DRAFT_LIFE_MS),
      why: `once more: ${intent.why ?? 'the one before ended'}`,
      alertId: intent.alertId,
    },
    now,
  );
}
