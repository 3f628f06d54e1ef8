import { html } from '../core/html.ts';
import { button } from '../core/message.ts';
import { withoutNote } from '../core/rule-note.ts';
import { DAY_MS, plus, type Clock } from '../core/time.ts';
import { wakeSnoozed, type WakeDeps } from './wake.ts';

export type TidyDeps = WakeDeps & { readonly clock: Clock };

const KEEP_SAMPLES_MS = 8 * DAY_MS;
const KEEP_UPDATES_MS = 8 * DAY_MS;
const KEEP_BUTTONS_MS = 2 * DAY_MS;
const KEEP_WIZARDS_MS = DAY_MS;
/** So long a removed contact keeps what it was set up with. */
const KEEP_CONTACTS_MS = DAY_MS;
/** So long it is still known that a link has expired. */
const KEEP_SHARES_MS = 60 * DAY_MS;

/** Ends rules and snoozes whose time is up, saying so, and drops what nobody will ask for again. */
export function tidy({ store, outbox, bars, clock }: TidyDeps): Promise<readonly string[]> {
  const now = clock();
  store.transact(() => {
    for (const rule of store.rules.overdue(now)) {
      store.rules.setStatus(rule.id, 'expired', now);
      const message = {
        text: html`⌛ Rule <code>${rule.code}</code> has expired: ${withoutNote(rule.text)}`,
        buttons: [[button('🔁 Renew for 90 days', 'renew', { rule: rule.id })]],
      };
      outbox.notice(
        `expired/${rule.id}/${rule.rev}/${rule.expiresAt ?? 0}`,
        { place: rule.place, message },
        now,
      );
    }
    wakeSnoozed({ store, outbox, bars }, now);
    store.bars.prune(now);
    store.quotes.pruneSamples(plus(now, -KEEP_SAMPLES_MS));
    store.blindSpells.prune(plus(now, -KEEP_UPDATES_MS));
    store.inbox.prune(plus(now, -KEEP_UPDATES_MS));
    store.buttons.prune(plus(now, -KEEP_BUTTONS_MS));
    store.conversations.prune(plus(now, -KEEP_WIZARDS_MS));
    store.shares.prune(plus(now, -KEEP_SHARES_MS));
    store.accounts.prune(plus(now, -KEEP_CONTACTS_MS));
    store.contacts.prune(plus(now, -KEEP_CONTACTS_MS));
  });
  store.inbox.scrub();
  return Promise.resolve([]);
}
