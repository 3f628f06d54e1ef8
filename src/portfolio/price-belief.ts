import { MINUTE_MS, SECOND_MS, type Instant } from '../core/time.ts';

/** A price as it was read: fresh, of the regular session, in the instrument's currency. */
export type PriceReading = {
  readonly price: number;
  /** The exchange's time of it. */
  readonly at: Instant;
  /** What the broker itself says at about the same time; undefined where it says nothing fresh. */
  readonly second: number | undefined;
};

/** What is remembered of earlier readings. */
export type Belief = {
  /** The last price that was believed. */
  readonly price: number | undefined;
  /** A price too far from it to be believed alone, and since when by our own clock. */
  readonly doubted:
    | { readonly price: number; readonly at: Instant; readonly since: Instant }
    | undefined;
};

export const NO_BELIEF: Belief = { price: undefined, doubted: undefined };

/** A step beyond this share of the last price needs a second reading. */
const STEP = 0.03;
/** Two readings agree within this share of the price. */
const AGREEMENT = 0.03;
/** Two sources agree within this. */
const SAME_PRICE = 0.01;
/** Beyond this share the two sources speak of different things, such as shares before and after a split. */
const APART = 0.12;
const SECOND_READING_AFTER_MS = 10 * SECOND_MS;
/** What nobody has traded since is the same reading; but no vendor lets a bad one stand for so long. */
const STANDS_AFTER_MS = MINUTE_MS;

/**
 * Takes in a reading. A single bad tick is never believed: what is further than a step from the last price counts when a
 * second source says so too, or when it is still so in a second reading.
 *
 * @returns the price when it is believed, and what is remembered from now on
 */
export function believe(
  before: Belief,
  { price, at, second }: PriceReading,
  now: Instant,
): { readonly price: number | undefined; readonly belief: Belief } {
  if (!isPrice(price)) return { price: undefined, belief: before };
  // Neither can be told to be the right one: nothing is decided until they come together.
  if (second !== undefined && isPrice(second) && share(price, second) > APART)
    return { price: undefined, belief: before };
  const isStep = before.price !== undefined && share(price, before.price) <= STEP;
  const isSeconded = second !== undefined && isPrice(second) && share(price, second) <= SAME_PRICE;
  const { doubted } = before;
  const agrees = doubted !== undefined && share(price, doubted.price) <= AGREEMENT;
  const waitMs = agrees && at > doubted.at ? SECOND_READING_AFTER_MS : STANDS_AFTER_MS;
  const isSecond = agrees && now - doubted.since >= waitMs;
  if (isStep || isSeconded || isSecond) return { price, belief: { price, doubted: undefined } };
  return {
    price: undefined,
    belief: { ...before, doubted: agrees ? doubted : { price, at, since: now } },
  };
}

function isPrice(price: number): boolean {
  return Number.isFinite(price) && price > 0;
}

function share(price: number, from: number): number {
  return Math.abs(price / from - 1);
}
