import { MINUTE_MS, plus, SECOND_MS, type Instant } from '../core/time.ts';

/** How much may go at once, and how fast that comes back. */
type Allowance = { readonly burst: number; readonly perMs: number };

/**
 * Just below what Telegram publishes: 30 a second in all, one a second for each chat, 20 a minute for each group. Overall
 * the burst leaves room for what is on the wire: messages that were held up on their way arrive together.
 */
const OVERALL: Allowance = { burst: 24, perMs: 28 / SECOND_MS };
const PER_CHAT: Allowance = { burst: 3, perMs: 1 / SECOND_MS };
const PER_GROUP: Allowance = { burst: 19, perMs: 19 / MINUTE_MS };

/** An answer that somebody waits for goes out at once, on credit: but not without limit. */
const MOST_CREDIT = 20;

type Bucket = { level: number; at: Instant };

export type Pacing = {
  /** When a message to this lane may leave; `now` when it may at once. Other channels have limits of their own. */
  freeAt(lane: string, now: Instant): Instant;
  /** One has left. */
  took(lane: string, now: Instant): void;
  /** The last one has been answered. Telegram may have counted it as late as now. */
  answered(lane: string, startedAt: Instant, now: Instant): void;
};

/** For clocks that stand still: everything leaves at once. */
export const UNPACED: Pacing = {
  freeAt: (_lane, now) => now,
  took: () => undefined,
  answered: () => undefined,
};

/**
 * Keeps what is sent of our own accord below Telegram's limits, so that a storm is not answered with refusals. Lives in
 * memory: what a restart forgets of it, Telegram's own answer brings back.
 *
 * @param isFresh whether the last start is long past; after a quick restart everything is half spent already
 */
export function createPacing(isFresh: boolean): Pacing {
  const buckets = new Map<string, Bucket>();
  const first = isFresh ? 1 : 0.5;

  const filled = (name: string, { burst, perMs }: Allowance, now: Instant): Bucket => {
    const old = buckets.get(name) ?? { level: burst * first, at: now };
    const level = Math.min(burst, old.level + Math.max(0, now - old.at) * perMs);
    const bucket = { level, at: now };
    buckets.set(name, bucket);
    return bucket;
  };

  return {
    freeAt(lane, now) {
      let at: number = now;
      for (const [name, allowance] of allowancesOf(lane)) {
        const { level } = filled(name, allowance, now);
        if (level < 1) at = Math.max(at, now + Math.ceil((1 - level) / allowance.perMs));
      }
      return plus(now, at - now);
    },
    took(lane, now) {
      for (const [name, allowance] of allowancesOf(lane)) {
        const bucket = filled(name, allowance, now);
        bucket.level = Math.max(-MOST_CREDIT, bucket.level - 1);
      }
      if (buckets.size > MOST_LANES) forget(buckets);
    },
    answered(lane, startedAt, now) {
      // What came back meanwhile is taken again. Overall there is room enough, and several are on the wire at once.
      for (const [name, allowance] of allowancesOf(lane)) {
        if (name === '') continue;
        const bucket = filled(name, allowance, now);
        bucket.level = Math.max(-MOST_CREDIT, bucket.level - (now - startedAt) * allowance.perMs);
      }
    },
  };
}

/** So many lanes are remembered; the least recently used are full again by then. */
const MOST_LANES = 5_000;

function forget(buckets: Map<string, Bucket>): void {
  const oldest = [...buckets].sort(([, a], [, b]) => a.at - b.at).slice(0, MOST_LANES / 2);
  for (const [name] of oldest) buckets.delete(name);
}

const TELEGRAM = 'telegram:';

function allowancesOf(lane: string): readonly (readonly [string, Allowance])[] {
  if (!lane.startsWith(TELEGRAM)) return [];
  const isGroup = lane.startsWith('-', TELEGRAM.length);
  const own = [lane, PER_CHAT] as const;
  const overall = ['', OVERALL] as const;
  return isGroup ? [overall, own, [`${lane}/minute`, PER_GROUP]] : [overall, own];
}
