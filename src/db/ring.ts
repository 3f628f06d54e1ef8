import { freeCode, type Random } from '../core/code.ts';
import type { Instant } from '../core/time.ts';
import type { NewAlert } from './alerts.ts';
import type { Outbox } from './outbox.ts';
import type { Store } from './store.ts';

export type RingDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly random: Random;
};

const REF_LENGTH = 5;

/**
 * Writes an alert down and, unless it was held back, the delivery that carries it. Called within the transaction of the
 * state that it follows from.
 *
 * @returns the alert's id, or undefined when this very transition is written down already
 */
export function ring(
  { store, outbox, random }: RingDeps,
  wish: Omit<NewAlert, 'ref'>,
  now: Instant,
): number | undefined {
  const ref = freeCode(random, REF_LENGTH, (code) => store.alerts.hasRef(code));
  const id = store.alerts.add({ ...wish, ref }, now);
  if (id !== undefined && wish.fate === 'open') outbox.alert({ ...wish, id }, now);
  return id;
}
