import type { Severity } from '../core/alert.ts';
import type { Place } from '../core/people.ts';
import { wayKey, type Way } from '../core/ports/routing.ts';
import type { Instant } from '../core/time.ts';
import type { BundleKind } from '../db/bundles.ts';
import type { Outbox } from '../db/outbox.ts';
import { eventKey } from '../alerts/decide.ts';
import type { Store } from '../db/store.ts';
import type { Finding } from './define.ts';

type CarryDeps = { readonly store: Store; readonly outbox: Outbox };

type Item = {
  readonly finding: Pick<Finding, 'rule' | 'ticker' | 'severity'>;
  readonly seq: number;
  readonly ways: readonly Way[];
};

/** An alert in a message of its own on each of its ways. `write` writes the alert down and returns its id. */
export function carryAlone(
  { outbox }: CarryDeps,
  { finding, seq, ways, place, write }: Item & { place: Place; write: () => number | undefined },
  now: Instant,
): void {
  const alertId = write();
  if (alertId === undefined) return;
  const { rule, ticker, severity } = finding;
  const key = eventKey(rule, ticker, seq);
  outbox.alert({ place, severity, key, alertId }, { ways, step: 'first' }, now);
}

type Together<T extends Item> = {
  readonly place: Place;
  readonly kind: BundleKind;
  readonly items: readonly T[];
  write(item: T, bundleId: number | undefined): number | undefined;
};

/** Several in one message: one for each set of ways that some of them share. */
export function carryTogether<T extends Item>(
  deps: CarryDeps,
  { place, kind, items, write }: Together<T>,
  now: Instant,
): void {
  const { store, outbox } = deps;
  for (const [, group] of Map.groupBy(items, ({ ways }) => waysKey(ways))) {
    const [first, ...others] = group;
    if (first === undefined) continue;
    if (others.length === 0) {
      carryAlone(deps, { ...first, place, write: () => write(first, undefined) }, now);
      continue;
    }
    const bundleId = store.bundles.add({ place, kind, dueAt: now, isSealed: true }, now);
    let severity: Severity = 'low';
    for (const one of group) {
      write(one, bundleId);
      severity = graver(severity, one.finding.severity);
    }
    const carried = { place, severity, key: `bundle/${bundleId}`, bundleId };
    outbox.alert(carried, { ways: first.ways, step: 'first' }, now);
  }
}

/** Names a set of ways. */
export function waysKey(ways: readonly Way[]): string {
  return ways.map((way) => `${wayKey(way)}#${way.place?.thread ?? ''}`).join(' ');
}

const ORDER: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** The more severe of two. */
export function graver(one: Severity, other: Severity): Severity {
  return ORDER[one] >= ORDER[other] ? one : other;
}
