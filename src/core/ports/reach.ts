import type { ChatId } from '../people.ts';
import type { Target } from './channel.ts';

/** A way to reach a chat's people besides Telegram, without its secrets. */
export type Contact = {
  readonly channel: string;
  /** `c12` for one that the chat has added, `env:ntfy` for one of whoever runs the program. */
  readonly address: string;
  readonly label: string;
  readonly isUsable: boolean;
};

/** How the chat's people can be reached besides Telegram. */
export type Reach = {
  /** In the order in which one stands in for another. */
  contactsOf(chat: ChatId): readonly Contact[];
  /** What the contact was set up with; undefined when it is gone or cannot be opened. */
  openTarget(channel: string, address: string): Target | undefined;
  /** Nothing will arrive there until it is mended; called within the transaction that found out. */
  lose(address: string, why: string): void;
};

/** Nobody has set up anything but Telegram. */
export const TELEGRAM_ALONE: Reach = {
  contactsOf: () => [],
  openTarget: () => undefined,
  lose: () => undefined,
};
