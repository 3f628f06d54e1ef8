import type { Standing } from '../alerts/gather.ts';
import type { Place } from '../core/people.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { nightEnds, type NightDeps } from './night.ts';

export type StandingDeps = NightDeps & { readonly maxAlertsPerMinute: number };

/** How a place stands before more alerts are written for it. */
export function standingIn(deps: StandingDeps, place: Place, now: Instant): Standing {
  const { store, maxAlertsPerMinute } = deps;
  const { chat } = place;
  const policy = store.chats.policy(chat);
  const mostPerMinute = policy.mostPerMinute ?? maxAlertsPerMinute;
  const open = store.bundles.open(place);
  return {
    policy,
    inWindow: store.alerts.countSince(chat, plus(now, -policy.windowMs), policy.stormFrom),
    inMinute: store.alerts.countSince(chat, plus(now, -MINUTE_MS), mostPerMinute),
    mostPerMinute,
    quietUntil: nightEnds(deps, chat, now),
    stormDueAt: open.find(({ kind }) => kind === 'storm')?.dueAt,
    lastDigestAt: store.bundles.lastDigestAt(place),
  };
}
