import type { WorldChat } from './state.ts';

type Bucket = { level: number; at: number };

type Allowance = { readonly burst: number; readonly perSecond: number };

const OVERALL: Allowance = { burst: 30, perSecond: 30 };
const PER_CHAT: Allowance = { burst: 3, perSecond: 1 };
const PER_GROUP: Allowance = { burst: 20, perSecond: 20 / 60 };

/** Telegram's published speeds: 30 messages a second in all, about one a second per chat, 20 a minute per group. */
export function createRateGate(now: () => number) {
  const buckets = new Map<string, Bucket>();

  const filled = (key: string, { burst, perSecond }: Allowance): Bucket => {
    const old = buckets.get(key) ?? { level: burst, at: now() };
    const earned = ((now() - old.at) / 1000) * perSecond;
    const bucket = { level: Math.min(burst, old.level + earned), at: now() };
    buckets.set(key, bucket);
    return bucket;
  };

  /** Seconds to wait, or undefined when this message may pass (and is counted). */
  return (chat: WorldChat): number | undefined => {
    const asked: (readonly [string, Allowance])[] = [
      ['all', OVERALL],
      [`chat ${chat.id}`, PER_CHAT],
    ];
    if (chat.kind !== 'private') asked.push([`group ${chat.id}`, PER_GROUP]);
    const lanes = asked.map(([key, allowance]) => ({ bucket: filled(key, allowance), allowance }));
    const waits = lanes.map(({ bucket, allowance }) => (1 - bucket.level) / allowance.perSecond);
    const wait = Math.max(...waits);
    if (wait > 0) return Math.ceil(wait);
    for (const { bucket } of lanes) bucket.level -= 1;
    return undefined;
  };
}
