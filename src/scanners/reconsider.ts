import { quietUntil } from '../alerts/quiet-hours.ts';
import { muteOn } from '../alerts/silence.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { Store } from '../db/store.ts';

export type ReconsiderDeps = { readonly store: Store; readonly defaultZone: string };

/**
 * Whether an alert that waited may still leave: somebody may have muted it meanwhile, or the night may have begun. What may
 * not is taken back, and its alert held back or kept for the morning. Called within the claim's transaction.
 *
 * @returns whether it may leave
 */
export function mayStillLeave(deps: ReconsiderDeps, row: DeliveryRow, now: Instant): boolean {
  const { store } = deps;
  const isFirst = row.kind === 'alert' && row.alertId !== null && row.step === 'first';
  if (!isFirst || row.attempts > 0 || row.uncertain > 0 || row.priority === 0) return true;
  const alert = store.alerts.get(row.alertId ?? -1);
  if (alert === undefined || hasGoneElsewhere(store, row)) return true;
  const held = heldBack(deps, alert, now);
  if (held === undefined || !store.deliveries.withdraw(row.id)) return true;
  if (hasOthers(store, row)) return false;
  if (held.kind === 'quiet') sleep(store, alert, { until: held.until, now });
  else store.alerts.suppress(alert.id, held.reason);
  return false;
}

type Held =
  | { readonly kind: 'silent'; readonly reason: 'suppressed-muted' | 'suppressed-snoozed' }
  | { readonly kind: 'quiet'; readonly until: Instant };

function heldBack(
  { store, defaultZone }: ReconsiderDeps,
  alert: AlertRecord,
  now: Instant,
): Held | undefined {
  const { chat, ticker, type, severity, evidence } = alert;
  const ringing = { ruleCode: evidence.code, ticker, type, severity };
  const mute = muteOn(ringing, store.mutes.live(chat, now), { now });
  if (mute !== undefined) {
    const reason = mute.verb === 'snooze' ? 'suppressed-snoozed' : 'suppressed-muted';
    return { kind: 'silent', reason };
  }
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const until = quietUntil(store.chats.policy(chat).quiet, zone, now);
  return until === undefined ? undefined : { kind: 'quiet', until };
}

/** Joins what waits for the morning. */
function sleep(
  store: Store,
  { id, chat, thread }: AlertRecord,
  { until, now }: { until: Instant; now: Instant },
): void {
  const place = { chat, thread };
  const open = store.bundles.open(place).find(({ kind }) => kind === 'quiet');
  const wish = { place, kind: 'quiet', dueAt: until, isSealed: false } as const;
  store.alerts.setBundle(id, open?.id ?? store.bundles.add(wish, now));
}

/** Somebody has it already by another way: then it may as well arrive by this one. */
function hasGoneElsewhere(store: Store, row: DeliveryRow): boolean {
  return store.deliveries
    .ofAlert(row.alertId ?? -1)
    .some(({ kind, status }) => kind === 'alert' && status === 'sent');
}

function hasOthers(store: Store, row: DeliveryRow): boolean {
  return store.deliveries
    .ofAlert(row.alertId ?? -1)
    .some(({ id, kind }) => kind === 'alert' && id !== row.id);
}
