import { html, type Html } from '../core/html.ts';
import type { Message } from '../core/message.ts';
import { chatId, userId, type Actor, type Role, type UserId } from '../core/people.ts';
import type { Chat, Person } from '../core/records.ts';
import { DAY_MS } from '../core/time.ts';
import { loseChat } from '../db/lose-chat.ts';
import type { AppDeps } from './deps.ts';
import { tellOtherOwners } from './owner-news.ts';

export type Stranger = {
  readonly id: UserId;
  readonly name: string;
  readonly username?: string | undefined;
};

export type AccessNeeds = Pick<AppDeps, 'store' | 'outbox' | 'clock' | 'token' | 'roleChanged'>;

const ASK_AGAIN_AFTER_MS = DAY_MS;

/** Who may talk to the bot, and where. Writes are called within the commit of the update that asks for them. */
export function accessApp(deps: AccessNeeds) {
  const { store, clock } = deps;
  return {
    known: (
      user: number,
      chat: number,
    ): { person: Person | undefined; chat: Chat | undefined } => ({
      person: store.people.get(userId(user)),
      chat: store.chats.get(store.chats.current(chatId(chat))),
    }),
    people: (): readonly Person[] => store.people.list(),
    owners: (): readonly Person[] => store.people.owners(),
    /**
     * Notes that a stranger asked to be let in and tells the owners.
     *
     * @returns whether the stranger is to be answered: once, then silence for a day
     */
    ask: (stranger: Stranger, question: Message): boolean => ask(deps, stranger, question),
    /** Lets a person in, or gives them another role. Their private chat becomes known. */
    approve: (who: { id: UserId; role: Role }, by: Actor): void => approve(deps, who, by),
    /** Takes every right away; what they pressed or planned earlier no longer counts. */
    revoke: (id: UserId, by: Actor): void => revoke(deps, id, by),
    /** Takes a decision about somebody back. @returns undefined when it no longer stands, or they are the last owner */
    putBack: (change: StandingChange, by: Actor): Person | undefined => putBack(deps, change, by),
    /** Whether nobody would be left to let people in, were this person to go. */
    isLastOwner: (id: UserId): boolean => isLastOwner(deps, id),
    /** Tells every owner who can be reached, once per key. */
    tellOwners: (key: string, message: Message): void => tellOwners(deps, key, message),
    /** Tells the person concerned, in their private chat. */
    tell(id: UserId, key: string, message: Message): void {
      if (store.chats.get(chatId(id)) === undefined) return;
      deps.outbox.notice(key, { place: { chat: chatId(id), thread: undefined }, message }, clock());
    },
    /** A person's name may change at any time. */
    meet(who: Stranger): void {
      const known = store.people.get(who.id);
      if (known === undefined) return;
      if (known.name === who.name && known.username === who.username) return;
      store.people.rename(who.id, who.name, who.username);
      store.chats.setTitle(chatId(who.id), who.name);
    },
  };
}

type Standing = Pick<Person, 'role' | 'status'>;

/** What was decided about somebody. */
export type StandingChange = {
  readonly id: UserId;
  readonly before: Standing;
  readonly after: Standing;
};

function isLastOwner({ store }: AccessNeeds, id: UserId): boolean {
  const owners = store.people.owners();
  return owners.length === 1 && owners[0]?.id === id;
}

function putBack(
  deps: AccessNeeds,
  { id, before, after }: StandingChange,
  by: Actor,
): Person | undefined {
  const known = deps.store.people.get(id);
  if (known === undefined || known.role !== after.role || known.status !== after.status)
    return undefined;
  if (after.role === 'owner' && isLastOwner(deps, id)) return undefined;
  if (before.role !== undefined) approve(deps, { id, role: before.role }, by);
  else revoke(deps, id, by);
  if (before.status === 'pending') deps.store.people.wait(id, by.user);
  return deps.store.people.get(id);
}

function ask(deps: AccessNeeds, stranger: Stranger, question: Message): boolean {
  const { store, clock } = deps;
  const now = clock();
  const askedAt = store.people.get(stranger.id)?.askedAt;
  if (askedAt !== undefined && now - askedAt < ASK_AGAIN_AFTER_MS) return false;
  store.transact(() => {
    store.people.ask(stranger, now);
    tellOwners(deps, `ask/${stranger.id}/${now}`, question);
  });
  return true;
}

function approve(deps: AccessNeeds, who: { id: UserId; role: Role }, by: Actor): void {
  const known = deps.store.people.get(who.id);
  if (known === undefined) return;
  const { id, name, username } = known;
  admit(deps, { id, name, username }, { role: who.role, by: by.user });
  const before = known.role ?? 'none';
  writeAudit(deps, by, { action: 'role', subject: String(id), before, after: who.role });
  const change = html`${name} (<code>${id}</code>): ${before} → <b>${who.role}</b>`;
  tellRole(deps, by, { id, change });
}

function revoke(deps: AccessNeeds, id: UserId, by: Actor): void {
  const { store, clock } = deps;
  const known = store.people.get(id);
  if (known === undefined) return;
  store.people.deny(id, by.user);
  loseChat(store, chatId(id), { why: 'access was taken away', now: clock() });
  deps.roleChanged(id);
  const before = known.role ?? 'none';
  writeAudit(deps, by, { action: 'revoke', subject: String(id), before, after: 'none' });
  const change = html`${known.name} (<code>${id}</code>): ${before} → <b>no access</b>`;
  tellRole(deps, by, { id, change });
}

function tellRole(
  deps: AccessNeeds,
  by: Actor,
  { id, change }: { id: UserId; change: Html },
): void {
  const key = `role-news/${deps.token()}`;
  const text = html`🔑 ${change}, by ${by.name}. /users shows everybody.`;
  tellOtherOwners(deps, { key, text, seenIn: by.place.chat, about: id });
}

/** Puts one message before every owner who can be reached, once per key. */
export function tellOwners(
  { store, outbox, clock }: Pick<AccessNeeds, 'store' | 'outbox' | 'clock'>,
  key: string,
  message: Message,
): void {
  for (const owner of store.people.owners()) {
    const chat = chatId(owner.id);
    if (store.chats.get(chat)?.status !== 'active') continue;
    outbox.notice(`${key}/${owner.id}`, { place: { chat, thread: undefined }, message }, clock());
  }
}

/** Lets a person in; their private chat becomes known. */
export function admit(
  { store, clock, roleChanged }: AccessNeeds,
  who: Stranger,
  grant: { role: Role; by: UserId },
): void {
  const now = clock();
  store.people.approve({ ...who, ...grant }, now);
  store.chats.add(
    { id: chatId(who.id), kind: 'private', title: who.name, linkedBy: grant.by },
    now,
  );
  store.rules.changed();
  roleChanged(who.id);
}

type Entry = {
  readonly action: string;
  readonly subject: string;
  readonly before?: string;
  readonly after?: string;
};

/** Writes down who changed what. */
export function writeAudit({ store, clock }: AccessNeeds, by: Actor, entry: Entry): void {
  store.audit.add({ user: by.user, ...entry }, clock());
}
