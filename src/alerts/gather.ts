import type { Severity } from '../core/alert.ts';
import type { ChatPolicy } from '../core/chat-policy.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';

/** An alert that is to ring in a place; `item` is whatever the caller knows it by. */
export type Ringing<T> = {
  readonly severity: Severity;
  readonly ticker: string;
  readonly item: T;
};

/** How it stands in the place that the alerts are for. */
export type Standing = {
  readonly policy: Pick<ChatPolicy, 'stormFrom' | 'windowMs'>;
  /** Alerts that are not critical, sent or about to be: within the window, and within a minute. */
  readonly inWindow: number;
  readonly inMinute: number;
  readonly mostPerMinute: number;
  readonly quietUntil: Instant | undefined;
  /** When the storm that is being gathered goes out; undefined when none is. */
  readonly stormDueAt: Instant | undefined;
  /** When the last digest of a storm went out. */
  readonly lastDigestAt: Instant | undefined;
};

/** What becomes of each: all that was given is in exactly one of these. */
export type Gathered<T> = {
  /** Each in a message of its own. */
  readonly alone: readonly T[];
  /** Several about one ticker, in one message each. */
  readonly cards: readonly (readonly T[])[];
  /** All in one message, now. */
  readonly digest: readonly T[];
  /** Waiting until `dueAt`, with what else will have come by then. */
  readonly held:
    | { readonly why: 'storm' | 'quiet'; readonly dueAt: Instant; readonly items: readonly T[] }
    | undefined;
};

/** Digests of one place are at least this far apart, so that a long storm is not a storm of digests. */
const BETWEEN_DIGESTS_MS = MINUTE_MS;

/**
 * How alerts that ring together in one place are put into messages. The first of a calm time leave at once; only what comes
 * in such numbers that nobody could read it waits for the rest of the window. Critical ones never wait and never share.
 */
export function gather<T>(
  ringing: readonly Ringing<T>[],
  standing: Standing,
  now: Instant,
): Gathered<T> {
  const critical = ringing.filter(({ severity }) => severity === 'critical').map(itemOf);
  const rest = ringing.filter(({ severity }) => severity !== 'critical');
  const plan = { alone: critical, cards: [], digest: [], held: undefined };
  if (rest.length === 0) return plan;
  if (standing.quietUntil !== undefined) {
    const items = rest.map(itemOf);
    return { ...plan, held: { why: 'quiet', dueAt: standing.quietUntil, items } };
  }
  const dueAt = waitFor(rest.length, standing, now);
  if (dueAt !== undefined) {
    return { ...plan, held: { why: 'storm', dueAt, items: rest.map(itemOf) } };
  }
  const parted = part(rest, standing.policy.stormFrom);
  return { ...parted, alone: [...critical, ...parted.alone], held: undefined };
}

/** Alerts that wait no longer, put into messages. */
export function part<T>(
  ringing: readonly Ringing<T>[],
  stormFrom: number,
): Omit<Gathered<T>, 'held'> {
  if (ringing.length > stormFrom) return { alone: [], cards: [], digest: ringing.map(itemOf) };
  const groups = [...Map.groupBy(ringing, ({ ticker }) => ticker).values()];
  return {
    alone: groups.filter(({ length }) => length === 1).flatMap((one) => one.map(itemOf)),
    cards: groups.filter(({ length }) => length > 1).map((several) => several.map(itemOf)),
    digest: [],
  };
}

/** Until when so many more have to wait; undefined when they may go. */
function waitFor(count: number, standing: Standing, now: Instant): Instant | undefined {
  const { policy, stormDueAt, lastDigestAt, inWindow, inMinute, mostPerMinute } = standing;
  if (stormDueAt !== undefined) return stormDueAt;
  const isStorm = count > policy.stormFrom;
  const calmAt = lastDigestAt === undefined ? now : plus(lastDigestAt, BETWEEN_DIGESTS_MS);
  if (isStorm) return calmAt > now ? calmAt : undefined;
  if (inMinute + count > mostPerMinute) return plus(now, MINUTE_MS);
  if (inWindow + count <= policy.stormFrom) return undefined;
  return later(plus(now, policy.windowMs), calmAt);
}

function itemOf<T>({ item }: Ringing<T>): T {
  return item;
}

function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other;
}
