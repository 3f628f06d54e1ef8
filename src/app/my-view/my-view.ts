import { html, lines } from '../../core/html.ts';
import type { Message } from '../../core/message.ts';
import { chatId, type Actor } from '../../core/people.ts';
import type { FactsDeps } from '../rule-facts.ts';
import { acknowledged } from './acknowledged.ts';
import { held } from './held.ts';
import { ownNote } from './own-note.ts';
import { ownRules } from './own-rules.ts';
import type { Section } from './section.ts';
import { watching } from './watching.ts';

/** What an alert means to one person, in the order that it is read: a line for each part. */
const SECTIONS: readonly Section[] = [held, ownNote, ownRules, watching, acknowledged];

/** What is somebody's own about an alert that others read too. Reads only; meant for their eyes alone. */
export function myViewApp(deps: FactsDeps) {
  const { store, clock, defaultZone } = deps;
  return {
    /** @returns undefined when the alert has been erased */
    of(alertId: number, { user }: Actor): Message | undefined {
      const alert = store.alerts.get(alertId);
      if (alert === undefined) return undefined;
      const own = store.chats.get(chatId(user))?.zone;
      const zone = own ?? store.chats.get(alert.chat)?.zone ?? defaultZone;
      const looking = { alert, user, zone, now: clock() };
      const text = lines(
        html`👁 <b>Your view</b> · ${alert.evidence.headline} · #${alert.ref}`,
        ...SECTIONS.flatMap((section) => section(deps, looking)),
      );
      return { text, silent: true };
    },
    /** Whether there is a private chat to send it to. */
    hasPrivateChat: ({ user }: Actor): boolean =>
      store.chats.get(chatId(user))?.status === 'active',
  };
}
