import type { BrokerPosition } from '../core/broker.ts';
import type { Position } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { maximumAfter } from './maximum.ts';
import { splitBetween } from './split-between.ts';

/** What is to be written of one symbol. */
export type Held = Omit<Position, 'id' | 'closedAt'>;

/** What is kept of one symbol; `missed` counts the whole readings in a row that did not have it. */
export type Kept = { readonly position: Position; readonly missed: number };

/** What the broker says is held in one account: all of it. */
export type Reading = {
  readonly accountId: number;
  readonly positions: readonly BrokerPosition[];
  readonly at: Instant;
  /** Since when a ticker's price stands as it is: the last close while its market is closed. Undefined when nobody knows. */
  readonly pricedAt: (ticker: Ticker | undefined) => Instant | undefined;
};

type HoldingChange = {
  readonly before: Position;
  readonly after: Held;
  /** What the quantity was multiplied by, when that was a split. */
  readonly split: number | undefined;
};

export type Reconciled = {
  /** Held and not known before, or sold and bought again. */
  readonly opened: readonly Held[];
  /** Known, with another quantity or average price than was kept. */
  readonly changed: readonly HoldingChange[];
  /** Known, and nothing but prices is new. */
  readonly seen: readonly Held[];
  /** Not there this once: nothing is concluded from it yet. */
  readonly missing: readonly Kept[];
  readonly closed: readonly Position[];
};

/** So many whole readings in a row have to do without a position before it counts as gone. */
const GONE_AFTER = 2;

/** Below what any broker trades, so that what is left of a division is nothing. */
const DUST = 1e-9;
/** Quantities and prices come as decimal fractions, and are compared as such. */
const SAME = 1e-9;

/** Holds what the broker says against what is kept. The broker is right; what it does not say is not taken for an end at once. */
export function reconcile(kept: readonly Kept[], reading: Reading): Reconciled {
  const told = new Map<string, BrokerPosition>();
  // The same symbol twice is the same position told twice: adding them up could only make too much of it.
  for (const one of reading.positions)
    if (isHeld(one) && !told.has(one.symbol)) told.set(one.symbol, one);
  const bySymbol = new Map(kept.map((one) => [one.position.symbol, one.position]));

  const opened: Held[] = [];
  const changed: HoldingChange[] = [];
  const seen: Held[] = [];
  const closed: Position[] = [];
  for (const one of told.values()) {
    const before = bySymbol.get(one.symbol);
    if (before === undefined || isBoughtAgain(before, one)) {
      opened.push(openedBy(one, reading));
      if (before !== undefined) closed.push(before);
      continue;
    }
    const split = splitBetween(before, { ...one, price: priceOf(one) });
    const after = heldNow(before, { one, split }, reading);
    if (isSame(before, after)) seen.push(after);
    else changed.push({ before, after, split });
  }

  const absent = kept.filter(({ position }) => !told.has(position.symbol));
  const next = absent.map(({ position, missed }) => ({ position, missed: missed + 1 }));
  return {
    opened,
    changed,
    seen,
    missing: next.filter(({ missed }) => missed < GONE_AFTER),
    closed: [
      ...closed,
      ...next.filter(({ missed }) => missed >= GONE_AFTER).map(({ position }) => position),
    ],
  };
}

/** 0, `0E-10` and what no number is are nothing held. */
function isHeld({ quantity }: BrokerPosition): boolean {
  return Number.isFinite(quantity) && quantity > DUST;
}

/** It was opened after it was last seen: what was held then has been sold in between. */
function isBoughtAgain(
  { openedAt, seenAt }: Position,
  { openedAt: told }: BrokerPosition,
): boolean {
  return told !== undefined && told > openedAt && told > seenAt;
}

function openedBy(one: BrokerPosition, reading: Reading): Held {
  const averagePrice = whole(one.averagePrice);
  const price = priceOf(one);
  return {
    ...factsOf(one, reading),
    averagePrice,
    price,
    priceAt: price === undefined ? undefined : (reading.pricedAt(one.ticker) ?? reading.at),
    // What it was worth before anybody looked is not known: it begins where it was bought, or stands now.
    maxPrice: Math.max(averagePrice, price ?? 0),
    maxAt: reading.at,
    openedAt: one.openedAt ?? reading.at,
  };
}

type Now = { readonly one: BrokerPosition; readonly split: number | undefined };

function heldNow(before: Position, { one, split }: Now, reading: Reading): Held {
  const facts = factsOf(one, reading);
  const factor = split ?? 1;
  const footed = {
    price: before.price === undefined ? undefined : before.price / factor,
    averagePrice: before.averagePrice / factor,
    maxPrice: before.maxPrice / factor,
    maxAt: before.maxAt,
  };
  const price = priceOf(one);
  const priceAt = reading.pricedAt(one.ticker) ?? reading.at;
  return {
    ...facts,
    ticker: facts.ticker ?? before.ticker,
    isin: facts.isin ?? before.isin,
    averagePrice: whole(one.averagePrice) || footed.averagePrice,
    price: price ?? footed.price,
    priceAt: price === undefined ? before.priceAt : priceAt,
    ...(price === undefined
      ? { maxPrice: footed.maxPrice, maxAt: footed.maxAt }
      : maximumAfter(footed, { price, at: priceAt })),
    openedAt: before.openedAt,
  };
}

function factsOf(one: BrokerPosition, { accountId, at }: Reading) {
  return {
    accountId,
    symbol: one.symbol,
    ticker: one.ticker,
    isin: one.isin,
    name: one.name,
    currency: one.currency,
    quantity: one.quantity,
    available: Math.min(one.quantity, whole(one.available)),
    inPies: Math.min(one.quantity, whole(one.inPies)),
    profit: one.wallet?.profit,
    seenAt: at,
  };
}

/** What is no price is not one of zero. */
function priceOf({ price }: BrokerPosition): number | undefined {
  return price !== undefined && Number.isFinite(price) && price > 0 ? price : undefined;
}

function whole(amount: number): number {
  return Number.isFinite(amount) && amount > 0 ? amount : 0;
}

function isSame(before: Position, after: Held): boolean {
  return (
    isNear(before.quantity, after.quantity) &&
    isNear(before.averagePrice, after.averagePrice) &&
    before.currency === after.currency
  );
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME * Math.max(1, Math.abs(one), Math.abs(other));
}
