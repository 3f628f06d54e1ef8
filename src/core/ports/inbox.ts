import type { Instant } from '../time.ts';

/** An update that waits for its effect. `json` is Telegram's own. */
export type WaitingUpdate = {
  readonly updateId: number;
  /** Updates with the same key are handled one after another. */
  readonly chatKey: string;
  readonly json: string;
  readonly receivedAt: number;
  readonly attempts: number;
};

/** Updates between Telegram and their effect, durable before Telegram is told that they arrived. */
export type Inbox = {
  receive(
    updates: readonly {
      updateId: number;
      chatKey: string;
      json: string;
      /** A moment before which it cannot have been sent, by our own clock. */
      sentAfter?: Instant | undefined;
    }[],
    now: Instant,
  ): void;
  /** The oldest unhandled updates, at most `limit`; none whose `chatKey` is among `except`. */
  waiting(limit: number, except: readonly string[]): readonly WaitingUpdate[];
  /** Ends an update that had no effect of its own; one that is done already is left alone. */
  done(updateId: number, now: Instant): void;
  /** Gives up on an update, keeping it for a person to look at. */
  dead(updateId: number, note: string, now: Instant): void;
  /** Counts a failed try. */
  blame(updateId: number, note: string): void;
};
