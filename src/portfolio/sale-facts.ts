import type { AccountStage } from '../core/broker.ts';
import type { Ceiling, IntentMode } from '../core/intent.ts';
import type { Role, UserId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';

/** A price and when it was so, by whoever tells it. */
export type PriceSeen = { readonly price: number; readonly at: Instant };

/** Everything that an attempt to sell depends on, as it was found. What could not be found is undefined, and closes. */
export type SaleFacts = {
  readonly now: Instant;
  readonly mode: IntentMode;
  readonly sale: {
    readonly quantity: number;
    /** At which it was proposed, or last shown. */
    readonly price: number;
    readonly floor: number;
    readonly currency: string;
    readonly expiresAt: Instant;
  };
  readonly switches: {
    readonly isOff: boolean;
    readonly hasFile: boolean;
    readonly isHalted: boolean;
    readonly isRestored: boolean;
  };
  readonly permission: Permission;
  readonly market: MarketFacts;
  /** What the broker says of it; undefined when it could not be asked. */
  readonly book: BookFacts | undefined;
  readonly limits: LimitFacts;
};

export type Permission = {
  readonly ceiling: Ceiling;
  readonly stage: AccountStage;
  /** The broker's own name for the account, and the one that live selling is allowed for. */
  readonly remoteId: string | undefined;
  readonly pinned: string | undefined;
  readonly cleanDemoSales: number;
  /** An order of the account has an end that nobody could find out. */
  readonly isAccountLocked: boolean;
  /** Of the account's person, now. */
  readonly role: Role | undefined;
  /** What the position's guard comes to now, and why that is less than was chosen. */
  readonly mode: 'off' | 'shadow' | 'ask' | 'auto';
  readonly whyLess: string | undefined;
  readonly maxPct: number;
  /** The stop that it follows from; undefined for a sale by a person's own command. */
  readonly stop:
    | { readonly id: number; readonly price: number | undefined; readonly isLive: boolean }
    | undefined;
  readonly confirmedBy: UserId | undefined;
  readonly owner: UserId;
  /** When word of it had certainly reached its person; only `auto` waits for that. */
  readonly noticedAt: Instant | undefined;
};

export type MarketFacts = {
  /** The stretch of regular trading that it is in. */
  readonly session:
    | { readonly opensAt: Instant; readonly closesAt: Instant; readonly isAssumed: boolean }
    | undefined;
  /** By the broker's own timetable; undefined where it tells none. */
  readonly exchange: 'open' | 'closed' | undefined;
  /** From a provider of prices, with the exchange's own time. */
  readonly quote: (PriceSeen & { readonly currency: string }) | undefined;
  /** From the broker, with the time at which it answered. */
  readonly brokerPrice: PriceSeen | undefined;
  readonly previousClose: number | undefined;
  /** The price that it was decided at. */
  readonly first: PriceSeen;
  /** What makes today's prices other prices; undefined when nobody could say. */
  readonly action: 'none' | 'split' | 'dividend' | undefined;
};

export type BookFacts = {
  readonly readAt: Instant;
  readonly held: number;
  readonly available: number;
  readonly currency: string;
  /** What is kept here as held. */
  readonly kept: number;
  /** Sales of these shares that have not ended, whoever's. */
  readonly openSells: number;
  /** Somebody sold of it by hand since this was decided; undefined when nobody could say. */
  readonly isForeign: boolean | undefined;
};

export type LimitFacts = {
  readonly caps: Caps;
  readonly ordersToday: number;
  /** In the account's currency; undefined without a rate. */
  readonly worth: number | undefined;
  readonly worthToday: number;
  readonly total: number | undefined;
  readonly lastSaleAt: Instant | undefined;
  /** What was lost by sales today, in the account's currency. */
  readonly lossToday: number;
};

export type Caps = {
  readonly ordersPerDay: number;
  /** Of the account's value, in percent. */
  readonly orderPct: number;
  readonly dayPct: number;
  readonly lossPct: number;
};

export const USUAL_CAPS: Caps = { ordersPerDay: 3, orderPct: 50, dayPct: 100, lossPct: 5 };

/** What is too old to sell by, in milliseconds. */
export const FRESH = { quoteMs: 15_000, bookMs: 5_000, skewMs: 2_000 } as const;

/** A price that somebody has just told; none that is older, or of a later time than it is. */
export function freshPrice(seen: PriceSeen | undefined, now: Instant): number | undefined {
  if (seen === undefined || !(seen.price > 0)) return undefined;
  const ageMs = now - seen.at;
  return ageMs <= FRESH.quoteMs && ageMs >= -FRESH.skewMs ? seen.price : undefined;
}

/** The price to go by: the exchange's, or else the broker's. */
export function priceNow({ market, now }: SaleFacts): number | undefined {
  return freshPrice(market.quote, now) ?? freshPrice(market.brokerPrice, now);
}
