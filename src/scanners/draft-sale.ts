import type { Intent } from '../core/intent.ts';
import type { Position, Stop } from '../core/position.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';
import { floorOf, sharesOf, USUAL_GUARD } from '../portfolio/guard.ts';

export type StopReached = {
  readonly stop: Pick<Stop, 'id' | 'seq'>;
  readonly position: Position;
  /** The price that reached it, in whole currency, and the exchange's time of it. */
  readonly price: number;
  readonly at: Instant;
  readonly alertId?: number | undefined;
};

/** `none`: nothing is to be done about this position, or nothing of it may be sold. The others as in `store.intents.add`. */
export type Drafted =
  | { readonly kind: 'none' }
  | { readonly kind: 'added' | 'twice' | 'busy'; readonly intent: Intent };

const LIFE_MS = 10 * MINUTE_MS;

/**
 * Draws up what a reached stop may lead to, once for each time that it is reached. Called within the transaction that
 * writes the stop's alert down; nothing is asked or sold here. Selling takes it up by itself at its next turn.
 */
export function draftFromStop(
  { store }: { readonly store: Store },
  { stop, position, price, at, alertId }: StopReached,
  now: Instant,
): Drafted {
  const account = store.accounts.get(position.accountId);
  const guard = store.guards.get(position.id);
  const mode = guard?.mode ?? USUAL_GUARD.mode;
  const { quantity: held, available } = position;
  const quantity = sharesOf(guard?.maxPct ?? USUAL_GUARD.maxPct, { held, available });
  if (account === undefined || account.broker === 'manual') return { kind: 'none' };
  if (mode === 'off' || quantity <= 0) return { kind: 'none' };
  return store.intents.add(
    {
      key: `stop/${stop.id}/${stop.seq}`,
      accountId: account.id,
      positionId: position.id,
      symbol: position.symbol,
      mode,
      state: 'draft',
      quantity,
      price,
      floor: floorOf(price, guard?.floorPct ?? USUAL_GUARD.floorPct),
      currency: position.currency,
      quotedAt: at,
      askedBy: undefined,
      confirmedBy: undefined,
      expiresAt: plus(now, LIFE_MS),
      why: 'its stop was reached',
      alertId,
    },
    now,
  );
}
