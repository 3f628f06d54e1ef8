import { html } from '../core/html.ts';
import { chatId, type Actor } from '../core/people.ts';
import { writeAudit, type AccessNeeds } from './access.ts';
import type { AppDeps } from './deps.ts';
import { tellOtherOwners } from './owner-news.ts';

/** What would be gone, counted. */
export type Belongings = {
  readonly rules: number;
  readonly watches: number;
  readonly alerts: number;
  readonly accounts: number;
  readonly isLastOwner: boolean;
};

const MOST_COUNTED = 10_000;

/** The right to be forgotten. */
export function forgetApp(deps: AccessNeeds & Pick<AppDeps, 'door'>) {
  const { store } = deps;
  return {
    look({ user }: Actor): Belongings {
      const own = chatId(user);
      const owners = store.people.owners();
      return {
        rules: store.rules.ofChat(own).length,
        watches: store.watches.ofChat(own).length,
        alerts: store.alerts.ofChat(own, MOST_COUNTED).length,
        accounts: store.accounts.ofUser(user).length,
        isLastOwner: owners.length === 1 && owners[0]?.id === user,
      };
    },
    /** Erases a person; within the commit of the update that asks for it. The log keeps a number and a word. */
    erase(by: Actor, updateId: number): void {
      writeAudit(deps, by, { action: 'forget', subject: String(by.user), before: by.role });
      // Neither name nor number: what is sent is kept.
      const text = html`🚪 Somebody with the ${by.role} role has erased themselves; /audit has the
      number.`;
      tellOtherOwners(deps, { key: `forgot/${updateId}`, text, seenIn: by.place.chat });
      for (const { id } of store.accounts.ofUser(by.user)) deps.door.forget(id);
      store.erase.person(by.user, updateId);
      store.rules.changed();
      deps.roleChanged(by.user);
    },
  };
}
