import { SECOND_MS, type Instant } from '../core/time.ts';
import type { Store } from '../db/store.ts';

type LaneHead = {
  readonly id: number;
  readonly priority: number;
  readonly notBefore: number;
  readonly status: string;
};

export type LaneHeads = ReturnType<typeof createLaneHeads>;

/** Whatever was changed behind the loop's back is seen after so long. */
const OLDEST_MS = SECOND_MS;

/**
 * What each lane would do next. Hundreds of lanes wait in a storm, and a message that leaves changes but its own: that one
 * alone is read again, and all of them when anything else may have changed.
 */
export function createLaneHeads({ deliveries }: Pick<Store, 'deliveries'>) {
  const heads = new Map<string, LaneHead>();
  const stale = new Set<string>();
  let readAt: Instant | undefined;

  const read = (lane: string): void => {
    const head = deliveries.head(lane);
    if (head === undefined) heads.delete(lane);
    else heads.set(lane, head);
  };

  return {
    at(now: Instant): ReadonlyMap<string, LaneHead> {
      if (readAt === undefined || Math.abs(now - readAt) >= OLDEST_MS) {
        heads.clear();
        for (const lane of deliveries.lanes()) read(lane);
        readAt = now;
      } else {
        for (const lane of stale) read(lane);
      }
      stale.clear();
      return heads;
    },
    /** A message of this lane has left, and nothing else has changed. */
    left: (lane: string): void => void stale.add(lane),
    forget: (): void => void (readAt = undefined),
  };
}
