import type { Severity } from '../core/alert.ts';
import type { Place } from '../core/people.ts';
import type { Way } from '../core/ports/routing.ts';
import type { StoredRule } from '../core/records.ts';
import { readyRule } from '../rules/ready.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { destinationsOf } from './destinations.ts';

export type WaysDeps = { readonly store: Store; readonly outbox: Outbox };

type Asked = { readonly severity: Severity; readonly ruleId: number | undefined };

/** Where alerts of a place go that were decided earlier. What is alike is asked once: a storm asks ten thousand times. */
export function waysFinder(deps: WaysDeps, place: Place): (asked: Asked) => readonly Way[] {
  const known = new Map<string, readonly Way[]>();
  return ({ severity, ruleId }) => {
    const rule = ruleId === undefined ? undefined : deps.store.rules.get(ruleId);
    const to = rule === undefined ? [] : wordsOf(rule);
    const name = to.length === 0 ? severity : `${ruleId}/${severity}`;
    const found = known.get(name) ?? waysTo(deps, { place, severity, rule, to });
    known.set(name, found);
    return found;
  };
}

type Bound = {
  readonly place: Place;
  readonly severity: Severity;
  readonly rule: StoredRule | undefined;
  readonly to: readonly string[];
};

/** Where an alert goes: by its own place's routes, and to whatever places its rule names besides. */
export function waysTo({ store, outbox }: WaysDeps, bound: Bound): readonly Way[] {
  const { place, severity, rule, to } = bound;
  if (rule === undefined || to.length === 0) return outbox.routing.first(place, severity);
  return destinationsOf(store, rule, to).flatMap((one): readonly Way[] => {
    const isHome = one.chat === place.chat && one.thread === place.thread;
    if (isHome) return outbox.routing.first(place, severity);
    return [{ channel: 'telegram', address: String(one.chat), place: one }];
  });
}

function wordsOf({ text }: StoredRule): readonly string[] {
  return text.includes('to:') ? (readyRule(text, undefined)?.rule.modifiers.to ?? []) : [];
}
