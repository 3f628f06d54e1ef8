import { part } from '../alerts/gather.ts';
import { quietUntil } from '../alerts/quiet-hours.ts';
import { muteOn } from '../alerts/silence.ts';
import type { Severity } from '../core/alert.ts';
import type { Way } from '../core/ports/routing.ts';
import type { Instant } from '../core/time.ts';
import type { AlertSlip } from '../db/bundled-alerts.ts';
import type { Bundle } from '../db/bundles.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { graver, waysKey } from './carry.ts';
import { waysFinder } from './ways.ts';

export type SealDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly defaultZone: string;
  readonly maxAlertsPerMinute: number;
};

type Slip = AlertSlip & { readonly ways: readonly Way[] };

/** What was gathered goes out: a few in messages of their own, many in one. Runs as one transaction. */
export function sealBundle(deps: SealDeps, bundle: Bundle, now: Instant): void {
  const { store } = deps;
  store.transact(() => {
    if (isNight(deps, bundle, now) || !store.bundles.seal(bundle.id, now)) return;
    dropMuted(store, bundle, now);
    const waysOf = waysFinder(deps, bundle.place);
    const slips: Slip[] = [];
    for (const slip of store.alerts.slipsOf(bundle.id)) {
      const ways = waysOf(slip);
      if (ways.length > 0) slips.push({ ...slip, ways });
      else store.alerts.suppress(slip.id, 'suppressed-log');
    }
    const groups = [...Map.groupBy(slips, ({ ways }) => waysKey(ways)).values()];
    groups.forEach((group, i) => sealGroup(deps, { bundle, group, isFirst: i === 0 }, now));
  });
}

/** A storm that ran into the night waits for the morning. */
function isNight({ store, defaultZone }: SealDeps, bundle: Bundle, now: Instant): boolean {
  if (bundle.kind === 'quiet') return false;
  const { chat } = bundle.place;
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const until = quietUntil(store.chats.policy(chat).quiet, zone, now);
  if (until === undefined) return false;
  store.bundles.postpone(bundle.id, { kind: 'quiet', dueAt: until });
  return true;
}

/** Somebody may have asked for quiet while it was gathered. */
export function dropMuted(store: Store, { id, place }: Bundle, now: Instant): void {
  const mutes = store.mutes.live(place.chat, now);
  if (mutes.length === 0) return;
  const all = store.alerts.ofBundle(id, { limit: store.alerts.countOfBundle(id) });
  for (const { id: alertId, evidence, ticker, type, severity } of all) {
    const ringing = { ruleCode: evidence.code, ticker, type, severity };
    const mute = muteOn(ringing, mutes, { now });
    if (mute === undefined) continue;
    const reason = mute.verb === 'snooze' ? 'suppressed-snoozed' : 'suppressed-muted';
    store.alerts.suppress(alertId, reason);
  }
}

type Group = {
  readonly bundle: Bundle;
  readonly group: readonly Slip[];
  /** Keeps the bundle itself; others get one of their own. */
  readonly isFirst: boolean;
};

function sealGroup(deps: SealDeps, { bundle, group, isFirst }: Group, now: Instant): void {
  const { store } = deps;
  const { stormFrom, mostPerMinute } = store.chats.policy(bundle.place.chat);
  const most = Math.min(stormFrom, mostPerMinute ?? deps.maxAlertsPerMinute);
  // A night's alerts are one message, however few.
  const limit = bundle.kind === 'quiet' ? 1 : most;
  const ringing = group.map((item) => ({ ticker: item.ticker, severity: item.severity, item }));
  const { alone, cards, digest } = part(ringing, limit);
  for (const slip of alone) {
    store.alerts.setBundle(slip.id, undefined);
    // What failed before it was kept for later is not what goes out now.
    const isNew = store.deliveries.ofAlert(slip.id).length === 0;
    const key = isNew ? slip.eventKey : `${slip.eventKey}/${bundle.id}`;
    const carried = { place: bundle.place, severity: slip.severity, key };
    deps.outbox.alert({ ...carried, alertId: slip.id }, { ways: slip.ways, step: 'first' }, now);
  }
  for (const card of cards) carryGroup(deps, { bundle, group: card, kind: 'card' }, now);
  if (digest.length === 0) return;
  if (isFirst) carryIn(deps, { bundle, group: digest, id: bundle.id }, now);
  else carryGroup(deps, { bundle, group: digest, kind: bundle.kind }, now);
}

type Carrying = Omit<Group, 'isFirst'> & { readonly kind: Bundle['kind'] };

function carryGroup(deps: SealDeps, { bundle, group, kind }: Carrying, now: Instant): void {
  const wish = { place: bundle.place, kind, dueAt: now, isSealed: true };
  const id = deps.store.bundles.add(wish, now);
  for (const slip of group) deps.store.alerts.setBundle(slip.id, id);
  carryIn(deps, { bundle, group, id }, now);
}

function carryIn(
  { outbox }: SealDeps,
  { bundle, group, id }: Omit<Group, 'isFirst'> & { readonly id: number },
  now: Instant,
): void {
  const ways = group[0]?.ways ?? [];
  const severity = group.reduce<Severity>((worst, one) => graver(worst, one.severity), 'low');
  const carried = { place: bundle.place, severity, key: `bundle/${id}`, bundleId: id };
  outbox.alert(carried, { ways, step: 'first' }, now);
}
