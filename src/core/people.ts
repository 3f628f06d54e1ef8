/** From least to most: each may do what the ones before it may. */
export const ROLES = ['viewer', 'member', 'trader', 'owner'] as const;
export type Role = (typeof ROLES)[number];

/** Telegram's numeric user id. */
export type UserId = number & { readonly _: 'UserId' };
/** Telegram's numeric chat id; negative for groups and channels. A private chat has its user's id. */
export type ChatId = number & { readonly _: 'ChatId' };

export type ChatKind = 'private' | 'group' | 'channel';

/** A place to talk: a chat and, in a forum, the topic within it. */
export type Place = { readonly chat: ChatId; readonly thread: number | undefined };

/** An authorised person, in the place where they act. Made only by the gate. */
export type Actor = {
  readonly user: UserId;
  readonly name: string;
  readonly role: Role;
  readonly place: Place;
  readonly chatKind: ChatKind;
};

export function userId(id: number): UserId {
  return id as UserId;
}

export function chatId(id: number): ChatId {
  return id as ChatId;
}

/** Whether `role` may do what asks for `needed`. */
export function mayActAs(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** Ids that Telegram shares between people: whoever owned one would share the bot with strangers. */
export const SHARED_ACCOUNTS: ReadonlyMap<number, string> = new Map([
  [1087968824, 'every anonymous group admin'],
  [777000, "Telegram's own service account"],
  [136817688, 'everyone who posts as a channel'],
]);
