import type { RiskLimits } from '../core/book.ts';
import { shareOf } from '../core/share.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';

/** One position as its risk is reckoned. Prices are in whole currency of the instrument. */
export type Held = {
  readonly positionId: number;
  /** What it is called in lists: its ticker, or the broker's symbol. */
  readonly name: string;
  readonly ticker: Ticker | undefined;
  readonly currency: string;
  readonly quantity: number;
  readonly averagePrice: number;
  readonly price: number | undefined;
  readonly priceAt: Instant | undefined;
  /** Where its stop stands; undefined without one, and while one cannot be found yet. */
  readonly stop: number | undefined;
  /** What one unit of its currency is worth in the book's; undefined while no rate is known. */
  readonly fx: number | undefined;
};

/** A position whose risk is known. Money is in the book's currency. */
export type Protected = {
  readonly kind: 'protected';
  readonly held: Held;
  readonly stop: number;
  readonly value: number;
  /** What is lost from here when it is sold at its stop; 0 once the price is there. */
  readonly atStop: number;
  /** The same of the account's worth; undefined while that is unknown. */
  readonly pct: number | undefined;
  /** Against what was paid, when it is sold at its stop: a loss below 0. */
  readonly locked: number;
  /** From the price down to the stop, in percent of the price; 0 or less once it is there. */
  readonly distancePct: number;
};

/** A position without a stop: nothing bounds what it can lose, so it has no place in the sum. */
type Unprotected = {
  readonly kind: 'unprotected';
  readonly held: Held;
  readonly value: number;
};

/** A position about which nothing can be said, and what is missing for it. */
type Uncounted = {
  readonly kind: 'uncounted';
  readonly held: Held;
  readonly lacks: 'price' | 'rate';
};

export type HeldRisk = Protected | Unprotected | Uncounted;

/** A whole book's open risk, in its own currency. The figures are of what could be counted; the rest is named. */
export type BookRisk = {
  /** Greatest risk first. */
  readonly protecteds: readonly Protected[];
  /** Greatest value first. */
  readonly unprotecteds: readonly Unprotected[];
  readonly uncounteds: readonly Uncounted[];
  /** Σ max(0, price − stop) × quantity × rate. */
  readonly open: number;
  /** The same of the account's worth; undefined while that is unknown. */
  readonly openPct: number | undefined;
  /** Against what was paid, when everything with a stop is sold at it. */
  readonly locked: number;
  /** Of all that has a price and a rate. */
  readonly value: number;
  /** Beyond what one position may risk, greatest first. */
  readonly beyondPer: readonly Protected[];
};

/** What a book stands to lose down to its stops. `worth` is the account's, cash included. */
export function bookRisk(
  helds: readonly Held[],
  { worth, limits }: { readonly worth: number | undefined; readonly limits: RiskLimits },
): BookRisk {
  const rows = helds.map((held) => heldRisk(held, worth));
  const protecteds = rows
    .filter((row) => row.kind === 'protected')
    .sort((a, b) => b.atStop - a.atStop || b.value - a.value);
  const unprotecteds = rows
    .filter((row) => row.kind === 'unprotected')
    .sort((a, b) => b.value - a.value);
  const open = sum(protecteds.map(({ atStop }) => atStop));
  return {
    protecteds,
    unprotecteds,
    uncounteds: rows.filter((row) => row.kind === 'uncounted'),
    open,
    openPct: shareOf(open, worth),
    locked: sum(protecteds.map(({ locked }) => locked)),
    value: sum([...protecteds, ...unprotecteds].map(({ value }) => value)),
    beyondPer: protecteds.filter(({ pct }) => pct !== undefined && pct > limits.perPct),
  };
}

/** The `most` positions with the least way to go to their stops, nearest first. */
export function nearestStops({ protecteds }: BookRisk, most: number): readonly Protected[] {
  return protecteds.toSorted((a, b) => a.distancePct - b.distancePct).slice(0, most);
}

function heldRisk(held: Held, worth: number | undefined): HeldRisk {
  const { price, fx, stop, averagePrice } = held;
  if (price === undefined || !(price > 0)) return { kind: 'uncounted', held, lacks: 'price' };
  if (fx === undefined || !(fx > 0)) return { kind: 'uncounted', held, lacks: 'rate' };
  const size = Math.max(0, held.quantity) * fx;
  const value = price * size;
  if (stop === undefined) return { kind: 'unprotected', held, value };
  const atStop = Math.max(0, price - stop) * size;
  return {
    kind: 'protected',
    held,
    stop,
    value,
    atStop,
    pct: shareOf(atStop, worth),
    locked: (stop - averagePrice) * size,
    distancePct: (100 * (price - stop)) / price,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
