import type { Severity } from '../core/alert.ts';
import type { Place } from '../core/people.ts';
import type { Way } from '../core/ports/routing.ts';
import type { StoredRule } from '../core/records.ts';
import { readyRule } from '../rules/ready.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { destinationsOf } from './destinations.ts';

export type WaysDeps = { readonly store: Store; readonly outbox: Outbox };

/** How grave an alert is, and what its rule says of where it rings; none of it where the rule is gone. */
type Bound = {
  readonly severity: Severity;
  readonly rule: StoredRule | undefined;
  /** The words behind its `to:`. */
  readonly to: readonly string[];
};

/** Where alerts of a place go. What is alike is asked once: a storm asks ten thousand times. */
export function waysFinder(deps: WaysDeps, place: Place): (bound: Bound) => readonly Way[] {
  const known = new Map<string, readonly Way[]>();
  return (bound) => {
    const { severity, rule, to } = bound;
    const name = to.length === 0 ? severity : `${rule?.id}/${severity}`;
    const found = known.get(name) ?? waysTo(deps, place, bound);
    known.set(name, found);
    return found;
  };
}

/** Where an alert goes: by its own place's routes, and to whatever places its rule names besides. */
function waysTo(
  { store, outbox }: WaysDeps,
  place: Place,
  { severity, rule, to }: Bound,
): readonly Way[] {
  if (rule === undefined || to.length === 0) return outbox.routing.first(place, severity);
  return destinationsOf(store, rule, to).flatMap((one): readonly Way[] => {
    const isHome = one.chat === place.chat && one.thread === place.thread;
    if (isHome) return outbox.routing.first(place, severity);
    return [{ channel: 'telegram', address: String(one.chat), place: one }];
  });
}

/** The words behind a rule's `to:`. */
export function wordsOf({ text }: StoredRule): readonly string[] {
  return text.includes('to:') ? (readyRule(text, undefined)?.rule.modifiers.to ?? []) : [];
}
