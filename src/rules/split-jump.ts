import type { InstrumentKind, Quote } from '../core/market.ts';
import { priceFactor, splitName, type Split, type SplitRatio } from '../core/split.ts';
import { DAY_MS } from '../core/time.ts';

/** What is known of a ticker's splits when one of its prices is judged. */
export type SplitFacts = {
  /** Those that have come, oldest first, whether rules stand on their footing yet or not. */
  readonly known: readonly Split[];
  /** What came of asking whether there was another just now; `nobody-asks` where that is left to others. */
  readonly answer: 'unasked' | 'none' | 'failed' | 'nobody-asks';
};

/** Nothing is known, and nobody is going to ask. */
export const NO_SPLIT_FACTS: SplitFacts = { known: [], answer: 'nobody-asks' };

/** From this share of the last price on, a jump may be a split; no other day's move makes a small one look like less. */
export const SPLIT_FROM = 0.12;
/** How far a ratio may be from a split's: the day has moves of its own. */
const DAY_MOVE = Math.log(1.15);
/** So long after a split, vendors are known to bring numbers from before it. */
const LAGGING_MS = DAY_MS;

/** New shares for one old, as companies like them. */
const USUAL = [2, 3, 4, 5, 7, 8, 10, 15, 20, 25, 30, 50];
const USUAL_SPLITS: readonly SplitRatio[] = [
  ...USUAL.map((numerator) => ({ numerator, denominator: 1 })),
  { numerator: 3, denominator: 2 },
  { numerator: 5, denominator: 4 },
].flatMap((split) => [split, { numerator: split.denominator, denominator: split.numerator }]);

const WITH_SHARES: ReadonlySet<InstrumentKind> = new Set(['share', 'etf', 'fund', 'other']);

/** Whether there is something to split. */
export function canSplit({ instrument }: Quote): boolean {
  return WITH_SHARES.has(instrument.kind);
}

/** Whether a price is so far from the one before that it may be worth asking whether there was a split. */
export function isFarApart({ price, previousClose }: Quote, last: Quote | undefined): boolean {
  const ratio = price / (last?.price ?? previousClose ?? price);
  return Math.abs(ratio - 1) > SPLIT_FROM;
}

/** The usual split that a price looks like; undefined when it is near none. */
export function looksLike(ratio: number): string | undefined {
  const [nearest] = USUAL_SPLITS.map((split) => ({ split, off: offOf(ratio, split) })).sort(
    (a, b) => a.off - b.off,
  );
  return nearest && nearest.off <= DAY_MOVE ? splitName(nearest.split) : undefined;
}

/** The split from before which a price still is, although it carries a later time; undefined when it is none. */
export function splitMissedBy(
  quote: Quote,
  ratio: number,
  known: readonly Split[],
): Split | undefined {
  return known.find(
    (split) =>
      isJustAfter(quote, split) &&
      Math.abs(Math.log(priceFactor(split))) > DAY_MOVE &&
      offOf(1 / ratio, split) <= DAY_MOVE,
  );
}

/**
 * A quote whose previous close stands on the footing of its price: on the day of a split not every vendor has divided it.
 *
 * @param last the quote before, on the footing of today
 */
export function withFootedClose(
  quote: Quote,
  last: Quote | undefined,
  known: readonly Split[],
): Quote {
  const { previousClose } = quote;
  const split = known.findLast((one) => isJustAfter(quote, one));
  if (split === undefined || last === undefined || previousClose === undefined) return quote;
  const divided = previousClose * priceFactor(split);
  return nearness(divided, last) < nearness(previousClose, last)
    ? { ...quote, previousClose: divided }
    : quote;
}

function isJustAfter({ at }: Quote, split: Split): boolean {
  return split.at <= at && at - split.at < LAGGING_MS;
}

/** How far a close is from what the quote before knew of it. */
function nearness(close: number, { price, previousClose = price }: Quote): number {
  return Math.min(Math.abs(Math.log(close / price)), Math.abs(Math.log(close / previousClose)));
}

function offOf(ratio: number, split: SplitRatio): number {
  return Math.abs(Math.log(ratio / priceFactor(split)));
}
