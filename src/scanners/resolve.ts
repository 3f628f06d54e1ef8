import type { AlertRecord } from '../core/records.ts';
import type { Way } from '../core/ports/routing.ts';
import type { Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { Outbox } from '../db/outbox.ts';
import { ESCALATE } from '../db/ring.ts';
import type { Store } from '../db/store.ts';

export type ResolveDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
};

/**
 * What an alert told of is over: nobody is asked about it any more, and those who were told of it learn so, in the way that
 * their chat has chosen. What was held back is not ended for anybody.
 */
export function resolve({ store, outbox }: ResolveDeps, alertId: number, now: Instant): void {
  const alert = store.alerts.get(alertId);
  if (alert === undefined || alert.fate === 'suppressed') return;
  if (!store.alerts.resolve(alert.id, now)) return;
  store.timers.end(ESCALATE, alert.id, now);
  const { resolved } = store.chats.policy(alert.chat);
  if (resolved === 'off' || alert.bundleId !== undefined) return;
  const firsts = store.deliveries.ofAlert(alert.id).filter(hasGone);
  const isSaid = resolved === 'all' || (resolved === 'critical' && alert.severity === 'critical');
  if (isSaid) say(outbox, alert, { firsts, now });
  // The message that stands there is made to say so in any case: that makes no sound.
  for (const row of firsts) outbox.redraw(row, `over/${alert.id}`, now);
}

type Telling = { readonly firsts: readonly DeliveryRow[]; readonly now: Instant };

function say(outbox: Outbox, alert: AlertRecord, { firsts, now }: Telling): void {
  const { chat, thread, severity, eventKey, id } = alert;
  const carried = { place: { chat, thread }, severity, key: eventKey, alertId: id };
  const ways = firsts.map((row): Way => wayOf(row, alert));
  outbox.alert(carried, { ways, step: 'resolved' }, now);
}

function wayOf({ channel, address, chatId, thread }: DeliveryRow, alert: AlertRecord): Way {
  const isHome = chatId === Number(alert.chat) && thread === (alert.thread ?? null);
  if (isHome || channel !== 'telegram') return { channel, address };
  return { channel, address, place: { chat: alert.chat, thread: thread ?? undefined } };
}

/** Whether its people have, or will have, this message. */
function hasGone({ kind, step, status }: DeliveryRow): boolean {
  if (kind !== 'alert' || (step !== null && step !== 'first')) return false;
  return status !== 'dead' && status !== 'expired';
}
