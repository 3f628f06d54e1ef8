import type { ChatId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from './store.ts';

/**
 * Nothing will ever arrive in this chat until it is revived: its rules rest, and what waited for it is dead.
 *
 * @returns whether this is news
 */
export function loseChat(store: Store, chat: ChatId, lost: { why: string; now: Instant }): boolean {
  const known = store.chats.get(chat);
  const lane = `telegram:${chat}`;
  const alerts = store.deliveries.dropLane(lane, lost.why, lost.now);
  for (const alertId of alerts) concludeAlert(store, alertId);
  if (known === undefined || known.status === 'gone') return false;
  store.chats.setGone(chat, lost.why);
  store.rules.changed();
  return true;
}

/** An alert is as far as the best of its deliveries. */
export function concludeAlert(store: Store, alertId: number): void {
  const ends = store.deliveries
    .ofAlert(alertId)
    .filter((row) => row.kind === 'alert')
    .map((row) => row.status);
  if (ends.includes('sent')) store.alerts.setFate(alertId, 'sent');
  else if (ends.some((end) => end === 'queued' || end === 'sending' || end === 'uncertain'))
    store.alerts.setFate(alertId, 'open');
  else store.alerts.setFate(alertId, ends.includes('expired') ? 'expired' : 'dead');
}
