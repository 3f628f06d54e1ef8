import type { Standing } from '../alerts/gather.ts';
import { quietUntil } from '../alerts/quiet-hours.ts';
import type { Place } from '../core/people.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';

export type StandingDeps = {
  readonly store: Store;
  readonly maxAlertsPerMinute: number;
  readonly defaultZone: string;
};

/** How a place stands before more alerts are written for it. */
export function standingIn(
  { store, maxAlertsPerMinute, defaultZone }: StandingDeps,
  place: Place,
  now: Instant,
): Standing {
  const { chat } = place;
  const policy = store.chats.policy(chat);
  const mostPerMinute = policy.mostPerMinute ?? maxAlertsPerMinute;
  const zone = store.chats.get(chat)?.zone ?? defaultZone;
  const open = store.bundles.open(place);
  return {
    policy,
    inWindow: store.alerts.countSince(chat, plus(now, -policy.windowMs), policy.stormFrom),
    inMinute: store.alerts.countSince(chat, plus(now, -MINUTE_MS), mostPerMinute),
    mostPerMinute,
    quietUntil: quietUntil(policy.quiet, zone, now),
    stormDueAt: open.find(({ kind }) => kind === 'storm')?.dueAt,
    lastDigestAt: store.bundles.lastDigestAt(chat),
  };
}
