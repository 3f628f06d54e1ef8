import type { Update } from 'grammy/types';
import type { Inbox } from '../core/ports/inbox.ts';
import type { Log } from '../core/ports/log.ts';
import type { Clock } from '../core/time.ts';

/** What stands around the inbox. */
export type InboxDeps = {
  readonly inbox: Inbox;
  readonly log: Log;
  readonly clock: Clock;
  /** Asks Telegram for updates from `offset` on, waiting up to `waitS` seconds for the first. */
  readonly getUpdates: (
    wish: { offset: number; waitS: number },
    signal: AbortSignal,
  ) => Promise<readonly Update[]>;
  /** A webhook set elsewhere keeps updates away from us. */
  readonly deleteWebhook: () => Promise<unknown>;
  /** Gives an update its effect, which marks it done. */
  readonly handle: (update: Update) => Promise<void>;
};
