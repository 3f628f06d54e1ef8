import type { ChatId } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import { DAY_MS, type Instant } from '../core/time.ts';
import type { RuleTally } from '../db/outcomes.ts';
import type { AppDeps } from './deps.ts';
import { talliesOf } from './usefulness.ts';

/** A rule that seems to be of no use, and why. */
export type Prunable = {
  readonly rule: StoredRule;
  readonly why:
    /** Armed for so long without a single alert. */
    | { readonly kind: 'never-rang'; readonly since: Instant }
    /** All of so many alerts were held back. */
    | { readonly kind: 'held-back'; readonly alerts: number }
    /** Nobody acknowledged any of so many. */
    | { readonly kind: 'ignored'; readonly alerts: number };
};

type Needs = Pick<AppDeps, 'store' | 'clock'>;

/** A rule may wait for its day for so long before it is asked about. */
const WAITS_MS = 30 * DAY_MS;
const MANY_ALERTS = 10;

/** Armed rules of a chat that have been of no use: those that never rang, and those to which nobody listens. */
export function prunableRules({ store, clock }: Needs, chat: ChatId): readonly Prunable[] {
  const now = clock();
  const tallies = talliesOf(store, chat);
  return store.rules
    .ofChat(chat)
    .filter(({ status }) => status === 'on')
    .flatMap((rule): readonly Prunable[] => {
      const why = useless({ store }, rule, { tally: tallies.get(rule.id), now });
      return why === undefined ? [] : [{ rule, why }];
    });
}

function useless(
  { store }: Pick<Needs, 'store'>,
  { id, place, createdAt }: StoredRule,
  { tally, now }: { readonly tally: RuleTally | undefined; readonly now: Instant },
): Prunable['why'] | undefined {
  if (tally === undefined) {
    const isYoung = now - createdAt < WAITS_MS;
    // Its alerts may be older than those that are counted.
    const hasRung = !isYoung && store.alerts.ofRule(place.chat, id, 1).length > 0;
    return isYoung || hasRung ? undefined : { kind: 'never-rang', since: createdAt };
  }
  const { rang, acked, heldBack } = tally;
  if (rang === 0 && heldBack >= MANY_ALERTS) return { kind: 'held-back', alerts: heldBack };
  return rang >= MANY_ALERTS && acked === 0 ? { kind: 'ignored', alerts: rang } : undefined;
}
