import type { AlertFate } from '../core/alert.ts';
import type { ChatId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { DeliveryRow } from './deliveries.ts';
import type { Store } from './store.ts';

/**
 * Nothing will ever arrive in this chat until it is revived: its rules rest, and what waited for it goes another way, if it
 * may, or is dead.
 *
 * @returns whether this is news
 */
export function loseChat(
  store: Store,
  chat: ChatId,
  lost: { why: string; now: Instant; fallBack?: (row: DeliveryRow, now: Instant) => boolean },
): boolean {
  const known = store.chats.get(chat);
  const isNews = known !== undefined && known.status !== 'gone';
  if (isNews) {
    store.chats.setGone(chat, lost.why);
    store.rules.changed();
  }
  for (const row of store.deliveries.dropLane(`telegram:${chat}`, lost.why, lost.now)) {
    lost.fallBack?.(row, lost.now);
    concludeDelivery(store, row);
  }
  return isNews;
}

type Carrying = Pick<DeliveryRow, 'alertId' | 'bundleId'>;

/** What a message carried is as far as the best of its deliveries. */
export function concludeDelivery(store: Store, { alertId, bundleId }: Carrying): void {
  if (alertId !== null) {
    const fate = fateBy(store.deliveries.ofAlert(alertId));
    if (fate !== undefined) store.alerts.setFate(alertId, fate);
  }
  if (bundleId !== null) {
    const fate = fateBy(store.deliveries.ofBundle(bundleId));
    if (fate !== undefined) store.alerts.setFates(bundleId, fate);
  }
}

/** Undefined when nothing of it has a message of its own. Word that it is over tells nobody that it began. */
function fateBy(rows: readonly DeliveryRow[]): AlertFate | undefined {
  const ends = rows
    .filter((row) => row.kind === 'alert' && row.step !== 'resolved')
    .map((row) => row.status);
  if (ends.length === 0) return undefined;
  if (ends.includes('sent')) return 'sent';
  const isOpen = ends.some((end) => end === 'queued' || end === 'sending' || end === 'uncertain');
  if (isOpen) return 'open';
  return ends.includes('expired') ? 'expired' : 'dead';
}
