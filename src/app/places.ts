import type { Actor, ChatId, ChatKind } from '../core/people.ts';
import type { Chat } from '../core/records.ts';
import { writeAudit, type AccessNeeds } from './access.ts';

/** Groups and channels: linked by an owner, lost and found again, moved by Telegram. */
export function placesApp(deps: AccessNeeds) {
  const { store, clock } = deps;
  return {
    list: (): readonly Chat[] => store.chats.list(),
    /** Makes a group or channel one of ours. */
    link(place: { id: ChatId; kind: ChatKind; title: string }, by: Actor): void {
      store.chats.add({ ...place, linkedBy: by.user }, clock());
      store.chats.setTitle(place.id, place.title);
      writeAudit(deps, by, { action: 'link', subject: String(place.id), after: place.title });
    },
    /** A place the bot was thrown out of, or blocked in. */
    lose: (chat: ChatId, why: string): void => store.chats.setGone(chat, why),
    /** A place the bot may talk in again. */
    regain: (chat: ChatId): void => store.chats.setActive(chat),
    move: (from: ChatId, to: ChatId): void => store.transact(() => store.chats.move(from, to)),
  };
}
