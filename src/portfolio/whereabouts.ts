import type { BrokerOrder } from '../core/broker.ts';
import type { Intent } from '../core/intent.ts';
import { MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';

// An order was asked for, and nobody knows what came of it. It is never asked for again: it is looked for.

/** A look begins so long after the doubt, and then so far apart: orders may show up late, and reads are few. */
const FIRST_LOOK_MS = 5 * SECOND_MS;
const LOOK_EVERY_MS = 15 * SECOND_MS;
/** What has not shown up by then is not there; the last look needs some seconds, and five minutes are promised. */
const LAST_LOOK_MS = 285 * SECOND_MS;
/** Whoever asked is told by then, whatever is known. */
export const ASK_BY_MS = 5 * MINUTE_MS;
const LEAST_LOOKS = 10;

const BEFORE_MS = 5 * SECOND_MS;
const AFTER_MS = 120 * SECOND_MS;
/** Quantities come as decimals and are kept as binary fractions. */
const GRAIN = 1e-9;

export type Asked = Pick<Intent, 'symbol' | 'quantity'> & {
  readonly kind: 'market' | 'stop';
  /** When the request began, and when it was given up. */
  readonly from: Instant;
  readonly to: Instant;
};

/** Orders that may be the one that was asked for, each once however often it is listed. */
export function matchesOf(
  asked: Asked,
  orders: readonly BrokerOrder[],
  isTaken: (remoteId: string) => boolean,
): readonly BrokerOrder[] {
  const found = orders.filter(
    (order) =>
      order.symbol === asked.symbol &&
      order.side === 'sell' &&
      order.kind === asked.kind &&
      Math.abs(order.quantity - asked.quantity) <= GRAIN &&
      order.initiatedFrom === 'API' &&
      order.createdAt >= asked.from - BEFORE_MS &&
      order.createdAt <= asked.to + AFTER_MS &&
      !isTaken(order.id),
  );
  return [...new Map(found.map((order) => [order.id, order])).values()];
}

export type Search = {
  readonly doubtSince: Instant;
  /** Looks that read pending orders, the history and the position whole, this one included. */
  readonly wholeLooks: number;
  readonly matches: readonly BrokerOrder[];
  /** Undefined when this look could not read everything. */
  readonly held: number | undefined;
  readonly heldBefore: number | undefined;
  readonly now: Instant;
};

export type Whereabouts =
  | { readonly kind: 'found'; readonly order: BrokerOrder }
  | { readonly kind: 'looking' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ask'; readonly why: string };

/** What is to be made of everything seen so far. It never says `absent` unless nothing speaks against it. */
export function whereabouts(search: Search): Whereabouts {
  const { matches, held, heldBefore, now, doubtSince, wholeLooks } = search;
  const [first, second] = matches;
  if (second !== undefined)
    return { kind: 'ask', why: 'the broker lists two orders that may both be this one' };
  if (first !== undefined) return { kind: 'found', order: first };
  const ageMs = now - doubtSince;
  if (ageMs < LAST_LOOK_MS) return { kind: 'looking' };
  if (held === undefined)
    return ageMs < ASK_BY_MS - LOOK_EVERY_MS / 3
      ? { kind: 'looking' }
      : { kind: 'ask', why: 'the broker could not be read when it counted' };
  if (wholeLooks < LEAST_LOOKS)
    return { kind: 'ask', why: 'the broker could not be read often enough to be sure' };
  if (heldBefore === undefined || Math.abs(held - heldBefore) > GRAIN)
    return {
      kind: 'ask',
      why: `${heldBefore ?? 'an unknown number'} were held before and ${held} are held now, and no order tells why`,
    };
  return { kind: 'absent' };
}

/** When it is to be looked for next, given when the last look began; undefined before the first. */
export function nextLookAt(doubtSince: Instant, lastLookAt: Instant | undefined): number {
  if (lastLookAt === undefined) return doubtSince + FIRST_LOOK_MS;
  const next = lastLookAt + LOOK_EVERY_MS;
  const last = doubtSince + LAST_LOOK_MS;
  if (lastLookAt >= last) return lastLookAt + LOOK_EVERY_MS / 5;
  return Math.min(next, last);
}

export type Progress =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'moved';
      readonly to: 'partially_filled' | 'filled' | 'cancelled' | 'rejected';
      readonly filled: number;
      readonly fillPrice: number | undefined;
    };

/** What an order of ours has come to since it was last looked at. A word that nobody knows is no end. */
export function progressOf(intent: Pick<Intent, 'filled'>, order: BrokerOrder): Progress {
  const { filled, fillPrice } = order;
  switch (order.status) {
    case 'filled':
    case 'cancelled':
    case 'rejected':
      return { kind: 'moved', to: order.status, filled, fillPrice };
    case 'partially-filled':
      return filled > intent.filled
        ? { kind: 'moved', to: 'partially_filled', filled, fillPrice }
        : { kind: 'none' };
    case 'pending':
    case 'unclear':
      return { kind: 'none' };
  }
}
