import type { Silence } from '../alerts/decide.ts';
import { silenceFor } from '../alerts/silence.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import { concludeDelivery } from '../db/lose-chat.ts';
import type { Store } from '../db/store.ts';
import { nightEnds, type NightDeps } from './night.ts';
import { dropMuted } from './seal-bundle.ts';

/**
 * Whether an alert that waited may still leave: somebody may have muted or acknowledged it meanwhile, or the night may have
 * begun. What may not is taken back, and its alert held back or kept for the morning. Called within the claim's transaction.
 *
 * @returns whether it may leave
 */
export function mayStillLeave(deps: NightDeps, row: DeliveryRow, now: Instant): boolean {
  const { store } = deps;
  if (row.kind !== 'alert' || row.uncertain > 0) return true;
  if (row.bundleId !== null) return mayBundleLeave(store, row, now);
  const alert = store.alerts.get(row.alertId ?? -1);
  if (alert === undefined) return true;
  if (isNeedless(store, row, alert) && store.deliveries.withdraw(row.id)) {
    concludeDelivery(store, row);
    return false;
  }
  if (row.step !== 'first' || hasGoneElsewhere(store, row)) return true;
  const held = heldBack(deps, alert, now);
  if (held === undefined || !store.deliveries.withdraw(row.id)) return true;
  if (hasOthers(store, row)) return false;
  if (held.kind === 'quiet') sleep(store, alert, { until: held.until, now });
  else store.alerts.suppress(alert.id, `suppressed-${held.silence}`);
  return false;
}

/** Nobody is asked again about what is acknowledged or over, or told of the end of what never reached them. */
function isNeedless(
  store: Store,
  { step, lane }: DeliveryRow,
  { id, ackedAt, resolvedAt }: AlertRecord,
): boolean {
  if (step?.startsWith('escalation') === true)
    return ackedAt !== undefined || resolvedAt !== undefined;
  if (step !== 'resolved') return false;
  return !store.deliveries
    .ofAlert(id)
    .some((one) => one.step === 'first' && one.lane === lane && mayHaveArrived(one));
}

function mayHaveArrived({ status, uncertain }: DeliveryRow): boolean {
  return status === 'sent' || uncertain > 0;
}

/** A message of several leaves without those that were muted meanwhile; without any, not at all. */
function mayBundleLeave(store: Store, row: DeliveryRow, now: Instant): boolean {
  const bundle = row.step === 'first' ? store.bundles.get(row.bundleId ?? -1) : undefined;
  const others = store.deliveries.ofBundle(row.bundleId ?? -1);
  if (bundle === undefined || others.some(mayHaveArrived)) return true;
  dropMuted(store, bundle, now);
  return store.alerts.countOfBundle(bundle.id) > 0 || !store.deliveries.withdraw(row.id);
}

type Held =
  | { readonly kind: 'silent'; readonly silence: Silence }
  | { readonly kind: 'quiet'; readonly until: Instant };

function heldBack(deps: NightDeps, alert: AlertRecord, now: Instant): Held | undefined {
  const { chat, ticker, type, severity, evidence } = alert;
  const ringing = { ruleCode: evidence.code, ticker, type, severity };
  const silence = silenceFor(ringing, deps.store.mutes.live(chat, now), { now });
  if (silence !== undefined) return { kind: 'silent', silence };
  const until = severity === 'critical' ? undefined : nightEnds(deps, chat, now);
  return until === undefined ? undefined : { kind: 'quiet', until };
}

/** Joins what waits for the morning. */
function sleep(
  store: Store,
  { id, chat, thread }: AlertRecord,
  { until, now }: { until: Instant; now: Instant },
): void {
  const wish = { place: { chat, thread }, kind: 'quiet', dueAt: until } as const;
  store.alerts.setBundle(id, store.bundles.join(wish, now));
}

/** Somebody has it already by another way: then it may as well arrive by this one. */
function hasGoneElsewhere(store: Store, row: DeliveryRow): boolean {
  return store.deliveries
    .ofAlert(row.alertId ?? -1)
    .some(({ kind, status }) => kind === 'alert' && status === 'sent');
}

/** It may yet go by another way, which will be asked the same. */
function hasOthers(store: Store, row: DeliveryRow): boolean {
  return store.deliveries.ofAlert(row.alertId ?? -1).some(({ id, kind, step, status }) => {
    const isOver = status === 'dead' || status === 'expired';
    return kind === 'alert' && step === 'first' && id !== row.id && !isOver;
  });
}
