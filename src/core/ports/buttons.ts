import type { ButtonSubject } from '../message.ts';
import type { Instant } from '../time.ts';

/** A pressed button's row, with where its message was really sent. */
export type StoredButton = {
  readonly token: string;
  readonly verb: string;
  readonly subject: ButtonSubject;
  readonly onlyFor: number | undefined;
  readonly once: boolean;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | undefined;
  readonly deliveryId: number;
  readonly chatId: number;
  readonly messageId: string | undefined;
  /** More than one copy of the message may exist, of which only one's id is known. */
  readonly mayHaveCopies: boolean;
};

/** What inline buttons mean. */
export type Buttons = {
  get(token: string): StoredButton | undefined;
  /** @returns false when it has been used already */
  use(token: string, by: number, now: Instant): boolean;
};
