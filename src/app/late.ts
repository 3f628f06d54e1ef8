import type { Message } from '../core/message.ts';
import { DAY_MS, instant, type Instant } from '../core/time.ts';
import { tellOwners } from './access.ts';
import type { AppDeps } from './deps.ts';

/** What Telegram's own record of an update may tell about its time. */
export type SentFacts = {
  readonly updateId: number;
  /** When a message was written, by Telegram's clock; undefined for a press, of which Telegram does not tell. */
  readonly date: Instant | undefined;
};

const MOST_LOOKED_AT = 500;

type Needs = Pick<AppDeps, 'store' | 'outbox' | 'clock'>;

/** When updates were sent, which after an outage of ours or of Telegram's may be long ago. */
export function lateApp(deps: Needs) {
  const { store, clock } = deps;
  const aliveUntil = lastSign(deps);
  return {
    /**
     * How long ago an update was sent, in milliseconds. Never more than is certain of a message: one that came while we
     * were asking all the time is young, whatever clocks say. Of a press, the longest that it can be.
     */
    ageMs({ updateId, date }: SentFacts): number {
      const now = clock();
      const journey = store.inbox.journey(updateId);
      const received = journey?.receivedAt ?? now;
      const after = journey?.sentAfter ?? (date === undefined ? aliveUntil : undefined);
      const sent = Math.max(after ?? -Infinity, date ?? -Infinity);
      return Number.isFinite(sent) ? now - Math.min(sent, received) : now - received;
    },
    /** Whether one that waits behind this one asks the very same: then that one is answered, once for all. */
    hasTwin(updateId: number, isTwin: (json: string) => boolean): boolean {
      return store.inbox
        .waiting(MOST_LOOKED_AT)
        .some((row) => row.updateId > updateId && isTwin(row.json));
    },
    /** Notes for the owners, once a day, that something came too late to be answered at all. */
    note(message: Message): void {
      tellOwners(deps, `too-old/${Math.floor(clock() / DAY_MS)}`, message);
    },
  };
}

/** When this program, or the one before it, last did anything. */
function lastSign({ store }: Needs): Instant | undefined {
  const last = Math.max(...store.jobs.list().map(({ lastOkAt }) => lastOkAt ?? -Infinity));
  return Number.isFinite(last) ? instant(last) : undefined;
}
