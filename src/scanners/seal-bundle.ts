import { part } from '../alerts/gather.ts';
import { silenceFor } from '../alerts/silence.ts';
import type { Instant } from '../core/time.ts';
import type { AlertSlip } from '../db/bundled-alerts.ts';
import type { Bundle } from '../db/bundles.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { byWays, carryAlone, carryTogether, type Leaving } from './carry.ts';
import { nightEnds } from './night.ts';
import { waysFinder, wordsOf } from './ways.ts';

export type SealDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly defaultZone: string;
  readonly maxAlertsPerMinute: number;
};

type Slip = AlertSlip & Leaving;

/** What was gathered goes out: a few in messages of their own, many in one. Runs as one transaction. */
export function sealBundle(deps: SealDeps, bundle: Bundle, now: Instant): void {
  const { store } = deps;
  store.transact(() => {
    if (isNight(deps, bundle, now) || !store.bundles.seal(bundle.id, now)) return;
    dropMuted(store, bundle, now);
    const waysOf = waysFinder(deps, bundle.place);
    const slips: Slip[] = [];
    for (const slip of store.alerts.slipsOf(bundle.id)) {
      const { severity, ruleId } = slip;
      const rule = ruleId === undefined ? undefined : store.rules.get(ruleId);
      const ways = waysOf({ severity, rule, to: rule === undefined ? [] : wordsOf(rule) });
      if (ways.length > 0) slips.push({ ...slip, ways });
      else store.alerts.suppress(slip.id, 'suppressed-log');
    }
    byWays(slips).forEach((group, i) => sealGroup(deps, { bundle, group, isFirst: i === 0 }, now));
  });
}

/** A storm that ran into the night waits for the morning. */
function isNight(deps: SealDeps, { id, kind, place }: Bundle, now: Instant): boolean {
  const dueAt = kind === 'quiet' ? undefined : nightEnds(deps, place.chat, now);
  if (dueAt === undefined) return false;
  deps.store.bundles.postpone(id, { kind: 'quiet', dueAt });
  return true;
}

/** Somebody may have asked for quiet while it was gathered. */
export function dropMuted(store: Store, { id, place }: Bundle, now: Instant): void {
  const mutes = store.mutes.live(place.chat, now);
  if (mutes.length === 0) return;
  const all = store.alerts.ofBundle(id, { limit: store.alerts.countOfBundle(id) });
  for (const { id: alertId, evidence, ticker, type, severity } of all) {
    const ringing = { ruleCode: evidence.code, ticker, type, severity };
    const silence = silenceFor(ringing, mutes, { now });
    if (silence !== undefined) store.alerts.suppress(alertId, `suppressed-${silence}`);
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
  const { place } = bundle;
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
    const { severity, ways, id: alertId } = slip;
    carryAlone(deps, { place, severity, ways, key, alertId }, now);
  }
  const keep = (slips: readonly Slip[], bundleId: number): void => {
    for (const slip of slips) store.alerts.setBundle(slip.id, bundleId);
  };
  for (const items of cards) carryTogether(deps, { place, kind: 'card', items, keep }, now);
  const into = isFirst ? bundle.id : undefined;
  if (digest.length > 0)
    carryTogether(deps, { place, kind: bundle.kind, items: digest, into, keep }, now);
}
