import type { BarsReply } from '../core/ports/market-data.ts';
import { sourceFault, sourceName } from '../core/source-words.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';
import type { BarPlan } from './bar-plan.ts';

/** Why a series could not be brought up to date. */
export type SeriesFault = {
  readonly why: string;
  /** It will not come by waiting. */
  readonly isFinal: boolean;
  /** How long it is not asked for again, in milliseconds. */
  readonly restMs: number;
};

/** When a series was last asked for, and when that was answered. */
export type Asked = {
  readonly triedAt: Instant | undefined;
  readonly askedAt: Instant | undefined;
  readonly fault: SeriesFault | undefined;
};

const REST_MS = 30 * SECOND_MS;

/**
 * Whether a series is left alone for now although something is missing. After a fault it rests; new bars are asked for
 * every 30 seconds at most, and less and less often when the vendor does not have them long after they were due: it
 * may be a holiday that no table knows, or nobody trades.
 *
 * @param readyAt when the newest bar that is missing was due; undefined when more than new bars is missing
 */
export function isResting(
  { triedAt, askedAt, fault }: Asked,
  { plan, readyAt }: { readonly plan: BarPlan; readonly readyAt: number | undefined },
  now: Instant,
): boolean {
  // A clock that was set back says nothing about how long ago that was.
  const since = triedAt === undefined || triedAt > now ? Infinity : now - triedAt;
  if (fault !== undefined) return since < fault.restMs;
  if (plan.kind !== 'newer') return false;
  if (since < REST_MS) return true;
  if (askedAt === undefined || readyAt === undefined || askedAt < readyAt) return false;
  return now - readyAt < 2 * (askedAt - readyAt);
}

/** A reply that brought nothing, in words for a person. */
export function faultOf(reply: Exclude<BarsReply, { kind: 'bars' }>): SeriesFault {
  switch (reply.kind) {
    case 'unknown':
      return { why: 'the price source does not know it', isFinal: true, restMs: HOUR_MS };
    case 'too-old':
      return { why: reply.detail, isFinal: true, restMs: HOUR_MS };
    case 'failed':
      return { why: sourceFault(reply), isFinal: false, restMs: REST_MS };
  }
}

/** The vendor knows the ticker, and has not a single bar of that length. */
export function noneOf(source: string): SeriesFault {
  return { why: `${sourceName(source)} has none`, isFinal: false, restMs: 15 * MINUTE_MS };
}
