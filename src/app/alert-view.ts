import { alertMessage } from '../alerts/message.ts';
import type { Message } from '../core/message.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';

export type AlertViewDeps = { readonly store: Store; readonly defaultZone: string };

/** An alert's message as it should read now in its own chat; undefined when it has been erased. */
export function renderAlert(
  deps: AlertViewDeps,
  alertId: number,
  now: Instant,
): Message | undefined {
  const alert = deps.store.alerts.get(alertId);
  const chat = alert && deps.store.chats.get(alert.chat);
  if (alert === undefined || chat === undefined) return undefined;
  const acked =
    alert.ackedAt === undefined ? undefined : { by: alert.ackedBy ?? '', at: alert.ackedAt };
  const zone = chat.zone ?? deps.defaultZone;
  return alertMessage({ ...alert, acked, isPrivate: chat.kind === 'private', zone }, now);
}
