import type { Message } from '../core/message.ts';
import { chatId, userId, type Actor, type Role, type UserId } from '../core/people.ts';
import type { Chat, Person } from '../core/records.ts';
import { DAY_MS } from '../core/time.ts';
import type { AppDeps } from './deps.ts';

export type Stranger = {
  readonly id: UserId;
  readonly name: string;
  readonly username?: string | undefined;
};

export type AccessNeeds = Pick<AppDeps, 'store' | 'outbox' | 'clock' | 'token'>;

export type AccessApp = ReturnType<typeof accessApp>;

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
    ask: (stranger: Stranger, question: (owner: Person) => Message): boolean =>
      ask(deps, stranger, question),
    /** Lets a person in, or gives them another role. Their private chat becomes known. */
    approve(who: { id: UserId; role: Role }, by: Actor): Person | undefined {
      const known = store.people.get(who.id);
      if (known === undefined) return undefined;
      admit(
        deps,
        { id: known.id, name: known.name, username: known.username },
        { role: who.role, by: by.user },
      );
      writeAudit(deps, by, {
        action: 'role',
        subject: String(who.id),
        before: known.role ?? 'none',
        after: who.role,
      });
      return known;
    },
    /** Takes every right away; what they pressed or planned earlier no longer counts. */
    revoke(id: UserId, by: Actor): Person | undefined {
      const known = store.people.get(id);
      if (known === undefined) return undefined;
      store.people.deny(id, by.user);
      writeAudit(deps, by, {
        action: 'revoke',
        subject: String(id),
        before: known.role ?? 'none',
        after: 'none',
      });
      return known;
    },
    /** Tells the person concerned, in their private chat. */
    tell(id: UserId, key: string, message: Message): void {
      if (store.chats.get(chatId(id)) === undefined) return;
      deps.outbox.notice(key, { place: { chat: chatId(id), thread: undefined }, message }, clock());
    },
    /** A person's name may change at any time. */
    meet(who: Stranger): void {
      const known = store.people.get(who.id);
      if (known?.role === undefined || known.name === who.name) return;
      store.people.approve({ ...who, role: known.role, by: who.id }, clock());
    },
  };
}

function ask(
  { store, outbox, clock }: AccessNeeds,
  stranger: Stranger,
  question: (owner: Person) => Message,
): boolean {
  const now = clock();
  const askedAt = store.people.get(stranger.id)?.askedAt;
  if (askedAt !== undefined && now - askedAt < ASK_AGAIN_AFTER_MS) return false;
  store.people.ask(stranger, now);
  for (const owner of store.people.owners()) {
    const place = { chat: chatId(owner.id), thread: undefined };
    outbox.notice(
      `ask/${stranger.id}/${now}/${owner.id}`,
      { place, message: question(owner) },
      now,
    );
  }
  return true;
}

/** Lets a person in; their private chat becomes known. */
export function admit(
  { store, clock }: AccessNeeds,
  who: Stranger,
  grant: { role: Role; by: UserId },
): void {
  const now = clock();
  store.people.approve({ ...who, ...grant }, now);
  store.chats.add(
    { id: chatId(who.id), kind: 'private', title: who.name, linkedBy: grant.by },
    now,
  );
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
