import { plus, type Instant } from '../core/time.ts';
import type { NewAlert } from './alert-insert.ts';
import type { Outbox } from './outbox.ts';
import type { Store } from './store.ts';

export type RingDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
};

/** The timer that asks again, louder, about a critical alert that nobody has acknowledged. */
export const ESCALATE = 'escalate';

/**
 * Writes an alert down with the messages that carry it where its chat wants it, and what follows when nobody acknowledges
 * it. What its chat only keeps is held back. Called within the transaction of the state that it follows from.
 *
 * @returns the alert's id, or undefined when this very event is written down already
 */
export function ring(
  deps: RingDeps,
  wish: Omit<NewAlert, 'fate'>,
  now: Instant,
): number | undefined {
  const { store, outbox } = deps;
  const ways = outbox.routing.first(wish.place, wish.severity);
  const kept = { fate: 'suppressed', reason: 'suppressed-log' } as const;
  const id = store.alerts.add({ ...wish, fate: 'open', ...(ways.length === 0 && kept) }, now);
  if (id === undefined || ways.length === 0) return id;
  const { place, severity, eventKey } = wish;
  outbox.alert({ place, severity, key: eventKey, alertId: id }, { ways, step: 'first' }, now);
  if (severity === 'critical') planEscalation(store, { id, chat: place.chat }, now);
  return id;
}

/** Each step that is taken while a critical alert stays unacknowledged, as a row of its own. */
export function planEscalation(
  store: Store,
  alert: { id: number; chat: NewAlert['place']['chat'] },
  now: Instant,
): void {
  const { escalateAfterMs, repeatEveryMs } = store.chats.policy(store.chats.current(alert.chat));
  escalateAfterMs.forEach((ms, i) => {
    store.timers.add({ kind: ESCALATE, subject: alert.id, step: i + 1, dueAt: plus(now, ms) });
  });
  const last = escalateAfterMs.at(-1);
  const repeatMs = repeatEveryMs > 0 ? repeatEveryMs : last;
  if (last === undefined || repeatMs === undefined) return;
  const step = escalateAfterMs.length + 1;
  store.timers.add({ kind: ESCALATE, subject: alert.id, step, dueAt: plus(now, last + repeatMs) });
}

/** Somebody has seen it: nobody is asked about it any more. @returns false when somebody was faster */
export function acknowledge(
  store: Store,
  { id, by }: { readonly id: number; readonly by: string },
  now: Instant,
): boolean {
  if (!store.alerts.ack(id, by, now)) return false;
  store.timers.end(ESCALATE, id, now);
  return true;
}
