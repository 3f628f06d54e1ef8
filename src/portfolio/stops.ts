import type { Stop, StopTerms } from '../core/position.ts';
import { onNewFooting, type SplitRatio } from '../core/split.ts';

/** All that a stop's price is found from. Prices in whole currency of the instrument. */
export type StopFacts = {
  readonly quantity: number;
  readonly averagePrice: number;
  /** The highest price seen while held. */
  readonly maxPrice: number;
  /** The last price that is believed; undefined while there is none. */
  readonly price: number | undefined;
  /** What the whole account is worth, in the instrument's currency by a dated rate; undefined where either is unknown. */
  readonly worth: number | undefined;
  /** The average true range of closed daily bars, over the days of the terms. */
  readonly range: number | undefined;
  /** The lowest price of the newest swing low that is known and lies below the price. */
  readonly swingLow: number | undefined;
};

/**
 * What is odd about a level. `covered`: the whole position is worth less than what may be lost, so the stop was put where
 * almost all is lost. `tight`: what may be lost is less than a spread, so the stop was put at least that far away.
 */
type StopFlag = 'covered' | 'tight';

/** Where terms alone would put a stop. */
export type StopLevel =
  | { readonly kind: 'level'; readonly price: number; readonly flag: StopFlag | undefined }
  /** `why` follows "I can't place it yet: ". */
  | { readonly kind: 'unknown'; readonly why: string };

/** What becomes of a stop with each look. */
export type StopMove =
  | { readonly kind: 'stays' }
  | { readonly kind: 'moves'; readonly to: number; readonly flag: StopFlag | undefined }
  /** By its terms it would stand so near below the price, or above it, that the move itself would ring: it stays. */
  | { readonly kind: 'held-back'; readonly level: number }
  | { readonly kind: 'unknown'; readonly why: string };

/** What setting a stop comes to. */
export type StopPlan =
  | {
      readonly kind: 'placed';
      readonly price: number;
      readonly flag: StopFlag | undefined;
      /** Where its terms would put it, below where it stood already: it stays up there. */
      readonly keptFrom: number | undefined;
    }
  /** It holds, and is placed as soon as what it hangs on is known. */
  | { readonly kind: 'waiting'; readonly price: number | undefined; readonly why: string }
  /** It would be reached at once. */
  | { readonly kind: 'beyond'; readonly level: number; readonly price: number };

/** Of the price it hangs on, the least that a stop may stand at: below that nothing is protected. */
const LEAST_SHARE = 0.01;
/** Of the price it hangs on, the least distance: about the spread of a share that is traded little. */
const LEAST_DISTANCE = 0.001;
/** A stop hangs this part of the average true range below a swing low, so that a mere touch does not reach it. */
const BELOW_SWING = 0.25;
/** Days of the average true range that gives a swing low its room. */
export const RANGE_DAYS = 14;

/** Where a risk in percent of the account puts a stop: from the higher of the purchase price and the highest price since. */
function riskLevel(pct: number, facts: StopFacts): StopLevel {
  const { worth, quantity } = facts;
  if (worth === undefined) return unknown('what the account is worth is not known yet');
  if (!(quantity > 0)) return unknown('nothing is held');
  const anchor = Math.max(facts.averagePrice, facts.maxPrice);
  return clamped(anchor, (worth * pct) / 100 / quantity);
}

/** Where its terms put a stop, whatever stood before. */
export function stopLevel(terms: StopTerms, facts: StopFacts): StopLevel {
  const { price, range, swingLow } = facts;
  if (terms.kind === 'fixed') return { kind: 'level', price: terms.price, flag: undefined };
  if (terms.kind === 'risk') return riskLevel(terms.pct, facts);
  if (price === undefined) return unknown('no price of it can be trusted at the moment');
  switch (terms.kind) {
    case 'percent':
    case 'trail':
      return clamped(price, (price * terms.pct) / 100);
    case 'atr':
    case 'trail-atr':
      if (range === undefined) return unknown(NO_BARS);
      return clamped(price, terms.multiple * range);
    case 'structure':
      if (range === undefined) return unknown(NO_BARS);
      if (swingLow === undefined) return unknown('no swing low is known below the price');
      return clamped(price, price - swingLow + BELOW_SWING * range);
  }
}

const NO_BARS = 'there are too few daily bars of it yet';

function clamped(anchor: number, distance: number): StopLevel {
  if (!Number.isFinite(distance) || !(anchor > 0)) return unknown('its numbers make no sense');
  const least = anchor * LEAST_SHARE;
  if (anchor - distance < least) return { kind: 'level', price: least, flag: 'covered' };
  const nearest = anchor * LEAST_DISTANCE;
  if (distance < nearest) return { kind: 'level', price: anchor - nearest, flag: 'tight' };
  return { kind: 'level', price: anchor - distance, flag: undefined };
}

function unknown(why: string) {
  return { kind: 'unknown', why } as const;
}

/** Whether terms go on to move a stop after it was placed; the others hang on the price of the moment they were set. */
function follows({ kind }: StopTerms): boolean {
  return kind === 'risk' || kind === 'trail' || kind === 'trail-atr' || kind === 'structure';
}

/**
 * What a look makes of a stop. It only ever rises; and it never rises to where it would be near or reached by that alone,
 * whatever became of the account, the quantity or the rate: only the price comes to the stop.
 */
export function moveStop({ terms, price: standing }: StopPlace, facts: StopFacts): StopMove {
  if (standing !== undefined && !follows(terms)) return { kind: 'stays' };
  const { price } = facts;
  if (price === undefined) return unknown('no price of it can be trusted at the moment');
  const level = stopLevel(terms, facts);
  if (level.kind === 'unknown') return level;
  if (standing !== undefined && level.price <= standing) return { kind: 'stays' };
  const isTooNear = price <= level.price + nearBand(level.price, facts);
  // What was put at the least distance is no level that the terms ask for.
  const isGuess = level.flag === 'tight' && standing !== undefined;
  if (isTooNear || isGuess) return { kind: 'held-back', level: level.price };
  return { kind: 'moves', to: level.price, flag: level.flag };
}

export type StopPlace = Pick<Stop, 'terms' | 'price'>;

/**
 * What setting new terms comes to.
 *
 * @param standing where a stop stands already: it is never lowered by new terms
 */
export function planStop(
  terms: StopTerms,
  standing: number | undefined,
  facts: StopFacts,
): StopPlan {
  const level = stopLevel(terms, facts);
  if (level.kind === 'unknown') return { kind: 'waiting', price: standing, why: level.why };
  const isRaised = standing === undefined || level.price > standing;
  if (isRaised && facts.price !== undefined && level.price >= facts.price)
    return { kind: 'beyond', level: level.price, price: facts.price };
  if (isRaised) return { kind: 'placed', ...pick(level), keptFrom: undefined };
  return {
    kind: 'placed',
    price: standing,
    flag: undefined,
    keptFrom: level.price < standing ? level.price : undefined,
  };
}

function pick({ price, flag }: Extract<StopLevel, { kind: 'level' }>) {
  return { price, flag };
}

/** Of the stop, how far above it counts as near at most. */
const NEAR_SHARE = 0.02;
/** Of the distance that it has from the highest price, as much at most. */
const NEAR_PART = 1 / 3;
/** So many bands away, an approach is over. */
const AWAY_BANDS = 1.5;

/** How far above a stop the price counts as near: two percent, or a third of its distance where that is less. */
export function nearBand(stop: number, facts: Pick<StopFacts, Anchoring>): number {
  const distance = Math.max(facts.averagePrice, facts.maxPrice, facts.price ?? 0) - stop;
  const share = stop * NEAR_SHARE;
  return distance > 0 ? Math.min(share, distance * NEAR_PART) : share;
}

type Anchoring = 'averagePrice' | 'maxPrice' | 'price';

/**
 * Which stage a stop is in at a price that is believed. An approach is over half a band further away than it began, so that
 * a price that hovers there is told of once.
 */
export function stopStage(
  before: Stop['stage'],
  stop: number,
  facts: Pick<StopFacts, Anchoring> & { readonly price: number },
): Stop['stage'] {
  const { price } = facts;
  if (price <= stop) return 'reached';
  const band = nearBand(stop, facts);
  if (price > stop + AWAY_BANDS * band) return 'watching';
  if (before !== 'watching') return before;
  return price <= stop + band ? 'near' : 'watching';
}

/** From which price on a stop that was reached may be reached anew. */
export function rearmsAbove(stop: number, facts: Pick<StopFacts, Anchoring>): number {
  return stop + AWAY_BANDS * nearBand(stop, facts);
}

/** A stop on the footing after a split; its distance in percent stays what it was. */
export function splitStop({ terms, price }: StopPlace, split: SplitRatio): StopPlace {
  return {
    terms:
      terms.kind === 'fixed' ? { ...terms, price: onNewFooting(terms.price, split, 1) } : terms,
    price: price === undefined ? undefined : onNewFooting(price, split, 1),
  };
}
