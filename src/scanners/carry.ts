import type { Severity } from '../core/alert.ts';
import type { Place } from '../core/people.ts';
import { wayKey, type Way } from '../core/ports/routing.ts';
import type { Instant } from '../core/time.ts';
import type { BundleKind } from '../db/bundles.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';

type CarryDeps = { readonly store: Store; readonly outbox: Outbox };

/** An alert that is to leave, and where it goes. */
export type Leaving = { readonly severity: Severity; readonly ways: readonly Way[] };

/** An alert, written down, in a message of its own on each of its ways. `key` names it. */
export function carryAlone(
  { outbox }: Pick<CarryDeps, 'outbox'>,
  alert: Leaving & { readonly place: Place; readonly key: string; readonly alertId: number },
  now: Instant,
): void {
  const { ways, ...carried } = alert;
  outbox.alert(carried, { ways, step: 'first' }, now);
}

type Together<T> = {
  readonly place: Place;
  readonly kind: BundleKind;
  /** All of them go the same ways. */
  readonly items: readonly T[];
  /** The bundle that they are in already; one is made for them otherwise, into which `keep` puts all. */
  readonly into?: number | undefined;
  keep(items: readonly T[], bundleId: number): void;
};

/** Several alerts in one message on each of their ways. */
export function carryTogether<T extends Leaving>(
  { store, outbox }: CarryDeps,
  { place, kind, items, into, keep }: Together<T>,
  now: Instant,
): void {
  const bundleId = into ?? store.bundles.add({ place, kind, dueAt: now, isSealed: true }, now);
  let severity: Severity = 'low';
  if (into === undefined) keep(items, bundleId);
  for (const one of items) severity = graver(severity, one.severity);
  const carried = { place, severity, key: `bundle/${bundleId}`, bundleId };
  outbox.alert(carried, { ways: items[0]?.ways ?? [], step: 'first' }, now);
}

/** Alerts that go the same ways, group by group. */
export function byWays<T extends Leaving>(items: readonly T[]): readonly (readonly T[])[] {
  const name = (way: Way) => `${wayKey(way)}#${way.place?.thread ?? ''}`;
  return [...Map.groupBy(items, ({ ways }) => ways.map(name).join(' ')).values()];
}

const ORDER: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** The more severe of two. */
function graver(one: Severity, other: Severity): Severity {
  return ORDER[one] >= ORDER[other] ? one : other;
}
