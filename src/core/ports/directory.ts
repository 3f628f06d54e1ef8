import type { ChatId, UserId } from '../people.ts';

/** What Telegram is asked about chats that a rule names. Both are undefined when it did not answer. */
export type Directory = {
  /** Who goes by a public `@name`; `none` where the bot can see nobody of that name. */
  named(name: string): Promise<ChatId | 'none' | undefined>;
  /** Whether somebody administers a group, or may post in a channel. */
  mayPost(user: UserId, chat: ChatId): Promise<boolean | undefined>;
};
