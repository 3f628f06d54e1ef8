/** Daily closes of one ticker, oldest first: when each day ended, epoch milliseconds, and at which price. */
export type DailyCloses = { readonly closesAt: Float64Array; readonly close: Float64Array };

/** One position: what it is worth now, and how it moved from each of the days to the next, as fractions. */
export type Exposure = { readonly value: number; readonly moves: Float64Array };

export type ValueAtRisk = {
  /** The loss of one day that was exceeded on no more than the rest of the days; never below 0. */
  readonly loss: number;
  /** How many moves from day to day it is of. */
  readonly days: number;
  /** On how many of these days the loss would have been greater. */
  readonly worseDays: number;
};

/** With fewer, the worst twentieth of the days would be less than three of them. */
export const LEAST_DAYS = 60;
/**
 * What closes this soon after a day's end is of that day: indices of New York a quarter of an hour later, coins at midnight
 * UTC.
 */
const SAME_DAY_MS = 5 * 3_600_000;
/** A close older than this at a day's end is no close of that day: longer holidays there are none. */
const OLDEST_MS = 12 * 86_400_000;

/**
 * How a ticker moved between the ends of these days, by the last close up to each: markets that were shut have
 * not moved, and what they make up for comes with their next day.
 *
 * @param days ends of days, epoch milliseconds, oldest first
 * @returns one move fewer than days, as fractions; undefined when its closes do not reach over all of them
 */
export function movesOver(closes: DailyCloses, days: Float64Array): Float64Array | undefined {
  const moves = new Float64Array(Math.max(0, days.length - 1));
  let last = -1;
  let before = NaN;
  for (const [n, day] of days.entries()) {
    while ((closes.closesAt[last + 1] ?? Infinity) <= day + SAME_DAY_MS) last++;
    const close = closes.close[last] ?? NaN;
    const isOld = day - (closes.closesAt[last] ?? -Infinity) > OLDEST_MS;
    if (isOld || !(close > 0)) return undefined;
    if (n > 0) moves[n - 1] = close / before - 1;
    before = close;
  }
  return moves;
}

/**
 * One-day value at risk by historical simulation: what these holdings, as they are now, would have gained or lost on each of
 * the days. Neither stops nor currencies come into it.
 *
 * @param confidencePct on so many of a hundred days no more is lost
 * @returns undefined with fewer than `LEAST_DAYS` days
 * @see Jorion, Value at Risk (2006), chapter 10
 */
export function historicalVar(
  exposures: readonly Exposure[],
  confidencePct: number,
): ValueAtRisk | undefined {
  const days = exposures[0]?.moves.length ?? 0;
  if (days < LEAST_DAYS) return undefined;
  const gains = new Float64Array(days);
  for (const { value, moves } of exposures)
    for (let n = 0; n < days; n++) gains[n] = (gains[n] ?? 0) + value * (moves[n] ?? NaN);
  const worstFirst = gains.toSorted();
  // 5 % as 100 − 95 is exact; 1 − 0.95 would be a hair too much.
  const mayBeWorse = Math.floor((days * (100 - confidencePct)) / 100);
  const loss = Math.max(0, -(worstFirst[mayBeWorse] ?? NaN));
  return { loss, days, worseDays: gains.filter((gain) => -gain > loss).length };
}

/**
 * How much a ticker moves with another: the slope of its moves over those of the market.
 *
 * @returns NaN where the market has not moved, and where the two are not of the same days
 */
export function betaOf(moves: Float64Array, market: Float64Array): number {
  if (moves.length !== market.length || moves.length < 2) return NaN;
  const [own, other] = [meanOf(moves), meanOf(market)];
  let together = 0;
  let alone = 0;
  for (const [n, move] of market.entries()) {
    together += ((moves[n] ?? NaN) - own) * (move - other);
    alone += (move - other) ** 2;
  }
  return alone > 0 ? together / alone : NaN;
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
