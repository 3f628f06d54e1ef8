import type { ChatId, UserId } from './people.ts';
import type { Instant } from './time.ts';

/** A way to reach a chat's people, as it is kept. `sealed` can be opened only for this chat and channel. */
export type StoredContact = {
  readonly id: number;
  readonly chat: ChatId;
  readonly channel: string;
  /** How it is shown: without secrets. */
  readonly label: string;
  readonly sealed: string;
  /** Set while nothing is sent there: what the service said. */
  readonly offWhy: string | undefined;
  readonly createdBy: UserId;
  readonly createdAt: Instant;
  readonly isRemoved: boolean;
};

/** How a channel fared when it was last looked at. */
export type ChannelHealth = {
  readonly address: string;
  readonly channel: string;
  readonly isWell: boolean;
  readonly detail: string | undefined;
  readonly checkedAt: Instant;
  /** Since when it has been as it is; undefined when it has never been well. */
  readonly since: Instant | undefined;
};

/** A contact goes by this wherever its secrets may not be. */
export function contactAddress(id: number): string {
  return `c${id}`;
}

/** The number of a contact of a chat; undefined for another address. */
export function contactIdOf(address: string): number | undefined {
  const [, id] = /^c(\d{1,15})$/.exec(address) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** What whoever runs the program has set up goes by this. */
export function installationAddress(channel: string): string {
  return `env:${channel}`;
}
