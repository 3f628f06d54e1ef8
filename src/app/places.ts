import { html } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import type { Actor, ChatId, ChatKind, Place } from '../core/people.ts';
import type { Chat } from '../core/records.ts';
import type { Instant } from '../core/time.ts';
import { loseChat } from '../db/lose-chat.ts';
import type { AppDeps } from './deps.ts';
import { tellOwners, writeAudit, type AccessNeeds } from './access.ts';
import { placeTraits } from './place-traits.ts';
import { tellOtherOwners } from './owner-news.ts';

type LinkWish = {
  readonly id: ChatId;
  readonly kind: ChatKind;
  readonly title: string;
  /** Whether anybody may read along there; undefined to leave that as it is. */
  readonly isPublic?: boolean | undefined;
};

/** What a linking changed. */
export type Linked = {
  readonly id: ChatId;
  readonly isNew: boolean;
  /** Why it was out of reach before. */
  readonly goneWhy: string | undefined;
  /** What was said before, and is said now, of who may read along. */
  readonly before: boolean | undefined;
  readonly after: boolean | undefined;
};

/** Groups and channels: linked by an owner, lost and found again, moved by Telegram. */
export function placesApp(deps: AccessNeeds & Pick<AppDeps, 'botName'>) {
  const { store, outbox, clock, botName } = deps;
  return {
    botName,
    list: (): readonly Chat[] => store.chats.list(),
    get: (id: ChatId): Chat | undefined => store.chats.get(store.chats.current(id)),
    /** Makes a group or channel one of ours, or says anew who may read along there. */
    link: (place: LinkWish, by: Actor): Linked => link(deps, place, by),
    /** Takes a linking back. @returns the place as it is then; undefined when it was changed since */
    unlink: (linked: Linked, by: Actor): Chat | undefined => unlink(deps, linked, by),
    ...placeTraits(deps),
    /** Says something in a place of ours, once per key. */
    say: (key: string, to: { place: Place; message: Message }): void =>
      void outbox.notice(key, to, clock()),
    /** Notes that the chat was greeted. @returns whether this is the first time */
    greet(chat: ChatId): boolean {
      const known = store.chats.get(store.chats.current(chat));
      if (known === undefined || known.greetedAt !== undefined) return false;
      store.chats.setGreeted(known.id, clock());
      return true;
    },
    /** A place the bot was thrown out of, or blocked in. The owners hear of it once. */
    lose(chat: ChatId, why: string, notice: (lost: Chat) => Message): void {
      const now: Instant = clock();
      store.transact(() => {
        const known = store.chats.get(chat);
        if (!loseChat(store, chat, { why, now, fallBack: outbox.fallBack }) || known === undefined)
          return;
        note(deps, chat, { action: 'chat-gone', after: why });
        tellOwners(deps, `gone/${chat}/${now}`, notice(known));
      });
    },
    /** A place the bot may talk in again; the private chat of somebody who lost their role is none. */
    regain: (chat: ChatId): void => regain(deps, chat),
    move(from: ChatId, to: ChatId): void {
      if (from === to || store.chats.get(from) === undefined) return;
      store.transact(() => {
        store.chats.move(from, to);
        note(deps, from, { action: 'chat-moved', after: String(to) });
      });
      store.rules.changed();
    },
  };
}

function link(deps: AccessNeeds, place: LinkWish, by: Actor): Linked {
  const { store, clock } = deps;
  const was = store.chats.get(place.id);
  const isNew = was?.status !== 'active';
  const readBefore = store.chats.policy(place.id).isPublic;
  const { id, kind, title } = place;
  store.chats.add({ id, kind, title, linkedBy: by.user }, clock());
  if (place.isPublic !== undefined && place.isPublic !== readBefore)
    placeTraits(deps).setPublic({ id, isPublic: place.isPublic }, by);
  store.chats.setTitle(place.id, place.title);
  store.rules.changed();
  const before = was?.status ?? 'none';
  writeAudit(deps, by, {
    action: 'link',
    subject: String(place.id),
    before,
    after: place.title,
  });
  const key = `linked/${deps.token()}`;
  const text = html`🔗 ${by.name} has made <b>${place.title}</b> one of my places.`;
  tellOtherOwners(deps, { key, text, seenIn: by.place.chat });
  const readNow = store.chats.policy(id).isPublic;
  return { id, isNew, goneWhy: was?.goneWhy, before: readBefore, after: readNow };
}

/** Why a place whose linking was taken back is out of reach: it is nobody's until it is linked again. */
export const UNLINKED = 'its linking was undone';

function unlink(
  deps: AccessNeeds,
  { id, isNew, goneWhy, before, after }: Linked,
  by: Actor,
): Chat | undefined {
  const { store, clock } = deps;
  const known = store.chats.get(store.chats.current(id));
  const policy = store.chats.policy(id);
  if (known?.status !== 'active' || policy.isPublic !== after) return undefined;
  if (before !== after) placeTraits(deps).setPublic({ id, isPublic: before }, by);
  if (isNew) {
    loseChat(store, id, { why: goneWhy ?? UNLINKED, now: clock() });
    const subject = String(id);
    writeAudit(deps, by, { action: 'unlink', subject, before: known.title, after: 'none' });
  }
  return store.chats.get(known.id);
}

function regain(deps: AccessNeeds, chat: ChatId): void {
  const { store } = deps;
  const known = store.chats.get(chat);
  if (known === undefined || known.status === 'active' || known.goneWhy === UNLINKED) return;
  const isTheirs = known.kind !== 'private' || hasRole(deps, chat);
  if (!isTheirs) return;
  store.chats.setActive(chat);
  note(deps, chat, { action: 'chat-back', after: 'active' });
  store.rules.changed();
}

/** What Telegram tells of a chat is nobody's doing here. */
function note(
  { store, clock }: AccessNeeds,
  chat: ChatId,
  what: { action: string; after: string },
): void {
  store.audit.add({ user: undefined, subject: String(chat), ...what }, clock());
}

function hasRole({ store }: AccessNeeds, chat: ChatId): boolean {
  return store.people.list().some((one) => Number(one.id) === chat && one.role !== undefined);
}
