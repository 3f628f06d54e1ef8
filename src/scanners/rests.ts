import { plus, SECOND_MS, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';

export type Rests = ReturnType<typeof createRests>;

export type Rest = {
  readonly lane: string;
  readonly until: Instant;
  /** The whole channel rests, not this lane alone. */
  readonly isForAll: boolean;
};

/** Two chats told to wait within this time mean that the limit is the bot's, not the chats'. */
const TOGETHER_MS = 5 * SECOND_MS;

/** Which lanes were told to wait, and until when. Kept on disk: a restart may not forget it. */
export function createRests(store: Pick<Store, 'lanes'>) {
  const pauses = new Map(store.lanes.pauses());
  let last: { lane: string; at: Instant } | undefined;

  function put(name: string, until: Instant): void {
    store.lanes.pause(name, until);
    pauses.set(name, later(pauses.get(name), until));
  }

  return {
    /** When the lane may be used again; undefined when it never had to wait. */
    until(lane: string): Instant | undefined {
      const whole = pauses.get(channelOf(lane));
      const own = pauses.get(lane);
      return whole === undefined ? own : later(own, whole);
    },
    note({ lane, until, isForAll }: Rest, now: Instant): void {
      put(lane, until);
      const isSecond =
        last !== undefined && last.lane !== lane && now <= plus(last.at, TOGETHER_MS);
      if (isForAll || isSecond) put(channelOf(lane), until);
      last = { lane, at: now };
    },
  };
}

function later(one: Instant | undefined, other: Instant): Instant {
  return one !== undefined && one > other ? one : other;
}

function channelOf(lane: string): string {
  return lane.slice(0, lane.indexOf(':'));
}
