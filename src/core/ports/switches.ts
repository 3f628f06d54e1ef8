import type { ChatId } from '../people.ts';

/** Whose the ways besides Telegram are, by their addresses, and which of them are switched off. */
export type Switches = {
  /** A contact's own chat, or those that the installation's channels reach. */
  chatsOf(address: string): readonly ChatId[];
  /** Why nothing is sent there; undefined while it is on. */
  offWhy(address: string): string | undefined;
  /** @returns false when it was on */
  turnOn(address: string): boolean;
};
