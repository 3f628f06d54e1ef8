import { muteOn } from '../alerts/silence.ts';
import type { Mute } from '../core/mute.ts';
import type { AlertRecord } from '../core/records.ts';
import { instant, type Instant } from '../core/time.ts';
import type { BundleKind } from '../db/bundles.ts';
import type { DeliveryRow } from '../db/deliveries.ts';
import type { Store } from '../db/store.ts';
import { readyRule } from '../rules/ready.ts';
import { aboutOf } from './alert-view.ts';

/** One message of an alert and what became of it. */
export type Sending = {
  readonly channel: string;
  /** `first`, `resolved`, `escalation-1`. */
  readonly step: string;
  readonly status: DeliveryRow['status'];
  /** When it was sent or given up; undefined while it waits. */
  readonly at: Instant | undefined;
  readonly code: string | undefined;
};

/** What became of one alert beyond its own row. */
export type Fate = {
  readonly sendings: readonly Sending[];
  /** The quiet that held it back, as it stood then. */
  readonly heldBy: HeldBy | undefined;
  /** The alert that made it needless. */
  readonly inhibitedBy: { readonly ref: string; readonly headline: string } | undefined;
  /** What gathers or gathered it with others. */
  readonly bundle: FateBundle | undefined;
  /** How long its rule rests after each ring, where that held it back. */
  readonly cooldownMs: number | undefined;
};

type HeldBy = Pick<Mute, 'verb' | 'until' | 'wake'> & {
  readonly about: string;
  readonly by: string;
};

type FateBundle = {
  readonly kind: BundleKind;
  readonly count: number;
  readonly dueAt: Instant;
};

/** Everything that happened to an alert, from what is written down of it. */
export function fateOf(store: Store, alert: AlertRecord): Fate {
  const rows = [
    ...store.deliveries.ofAlert(alert.id),
    ...(alert.bundleId === undefined ? [] : store.deliveries.ofBundle(alert.bundleId)),
  ];
  return {
    sendings: rows.filter(({ kind }) => kind === 'alert').map(sendingOf),
    heldBy: heldBy(store, alert),
    inhibitedBy: inhibitor(store, alert),
    bundle: bundleOf(store, alert),
    cooldownMs:
      alert.reason === 'suppressed-cooldown'
        ? readyRule(alert.evidence.rule)?.policy.cooldownMs
        : undefined,
  };
}

function sendingOf({ channel, step, status, finishedAt, lastCode }: DeliveryRow): Sending {
  const at = finishedAt === null ? undefined : instant(finishedAt);
  return { channel, step: step ?? 'first', status, at, code: lastCode ?? undefined };
}

function heldBy(store: Store, alert: AlertRecord): HeldBy | undefined {
  if (alert.reason !== 'suppressed-muted' && alert.reason !== 'suppressed-snoozed')
    return undefined;
  const { ticker, type, severity, evidence, chat, createdAt } = alert;
  const ringing = { ruleCode: evidence.code, ticker, type, severity };
  const mute = muteOn(ringing, store.mutes.heldAt(chat, createdAt), { now: createdAt });
  if (mute === undefined) return undefined;
  const by = store.people.get(mute.createdBy)?.name ?? 'somebody';
  return { verb: mute.verb, until: mute.until, wake: mute.wake, about: aboutOf(mute), by };
}

function inhibitor(store: Store, { inhibitedBy }: AlertRecord): Fate['inhibitedBy'] {
  const other = inhibitedBy === undefined ? undefined : store.alerts.get(inhibitedBy);
  return other && { ref: other.ref, headline: other.evidence.headline };
}

function bundleOf(store: Store, { bundleId }: AlertRecord): FateBundle | undefined {
  const bundle = bundleId === undefined ? undefined : store.bundles.get(bundleId);
  if (bundle === undefined) return undefined;
  const { id, kind, dueAt } = bundle;
  return { kind, dueAt, count: store.alerts.countOfBundle(id) };
}
