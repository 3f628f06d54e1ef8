import { readDestinations, type Destinations } from '../alerts/destinations.ts';
import { html } from '../core/html.ts';
import { chatId, type Place } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';

/** Where the alerts of a rule go, by the words behind its `to:`. Empty for one that is only kept (`to:log`). */
export function destinationsOf(
  store: Store,
  stored: StoredRule,
  to: readonly string[],
): readonly Place[] {
  return found(store, stored, to).places;
}

/** Says once in the rule's own place that a word behind its `to:` leads nowhere any more. */
export function tellOfLost(
  { store, outbox }: { readonly store: Store; readonly outbox: Outbox },
  { rule, to }: { readonly rule: StoredRule; readonly to: readonly string[] },
  now: Instant,
): void {
  for (const word of found(store, rule, to).lost) {
    const text = html`🧭 Rule <code>${rule.code}</code> is meant to ring in <b>${word}</b>, which I
      can’t reach any more. Its alerts come here until that works again;
      <code>/rule ${rule.code} to:here</code> makes it stay so.`;
    outbox.notice(
      `to/${rule.id}/${rule.rev}/${word}`,
      { place: rule.place, message: { text } },
      now,
    );
  }
}

function found(store: Store, stored: StoredRule, to: readonly string[]): Destinations {
  // Nearly every rule rings in its own place, and scans ask for thousands.
  if (to.length === 0) return { places: [stored.place], lost: [] };
  const own = chatId(stored.createdBy);
  const isOpen = to.includes('dm') && store.chats.get(own)?.status === 'active';
  return readDestinations(to, {
    home: stored.place,
    private: isOpen ? { chat: own, thread: undefined } : undefined,
    settled: store.destinations.ofRule(stored.id),
  });
}
