import { chatId, type ChatId, type UserId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { admit, type AccessNeeds } from './access.ts';

export type Installation = {
  readonly owners: readonly UserId[];
  /** The first chat, filled once on an empty database. */
  readonly chat: ChatId | undefined;
  readonly watchlist: readonly Ticker[];
};

/** What configuration sets up at start. */
export function installApp(deps: AccessNeeds) {
  const { store, clock } = deps;
  return {
    /** Lets configured owners in, and fills the first chat when the database has none yet. */
    first({ owners, chat, watchlist }: Installation): void {
      store.transact(() => {
        const isEmpty = store.chats.list().length === 0;
        for (const id of owners) {
          if (store.people.get(id)?.role === 'owner') continue;
          const before = store.people.get(id)?.role ?? 'none';
          admit(deps, { id, name: 'Owner' }, { role: 'owner', by: id });
          const entry = { action: 'role', subject: String(id), before, after: 'owner' };
          store.audit.add({ user: undefined, ...entry }, clock());
        }
        const place = chat ?? (owners[0] === undefined ? undefined : chatId(owners[0]));
        if (!isEmpty || place === undefined) return;
        const kind = place > 0 ? 'private' : 'group';
        store.chats.add({ id: place, kind, title: 'First chat', linkedBy: owners[0] }, clock());
        const by = owners[0] ?? (place as number as UserId);
        for (const ticker of watchlist) store.watches.add({ chat: place, ticker, by }, clock());
      });
    },
  };
}
