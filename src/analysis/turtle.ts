import type { Bars } from '../core/market.ts';
import { atr } from './atr.ts';
import { donchian, type Channel } from './donchian.ts';

export type TurtleSystem = {
  /** Breakouts are of the highest high or lowest low of as many days before. */
  readonly entryDays: number;
  /** Positions end on the opposite extreme of as many. */
  readonly exitDays: number;
  /** Whether a breakout is left out when the one before it would have won. */
  readonly isFiltered: boolean;
};

export const SYSTEM_1: TurtleSystem = { entryDays: 20, exitDays: 10, isFiltered: true };
export const SYSTEM_2: TurtleSystem = { entryDays: 55, exitDays: 20, isFiltered: false };

/** Flags are 1 or 0, and NaN while the channel warms up. */
export type TurtleBreakouts = Channel & {
  /** The bar's high exceeds the highest high of the days before it. Equal is no breakout. */
  readonly up: Float64Array;
  /** The bar's low is below the lowest low of the days before it. */
  readonly down: Float64Array;
  /** The bar's close exceeds the highest close of the days before it; `closeDown` is below the lowest. */
  readonly closeUp: Float64Array;
  readonly closeDown: Float64Array;
};

/** A position as it is built up: `n` is the N of its first day, kept for all of its units. */
export type TurtlePosition = {
  readonly side: 'long' | 'short';
  readonly n: number;
  /** What each unit was bought or sold short at, oldest first. */
  readonly fills: readonly number[];
};

const N_DAYS = 20;
const MAX_UNITS = 4;
/** How many N a stop lies from its unit. */
export const STOP_N = 2;
const ADD_N = 0.5;

/**
 * N, the volatility that everything is sized by: the 20-day Wilder average of the true range, seeded with a plain average
 * of the first 20.
 *
 * @returns in the currency of the bars; NaN in the first 20 bars and after gaps, as `atr`
 * @see Faith, Way of the Turtle (2007), The Original Turtle Trading Rules
 */
export function turtleN(bars: Bars): Float64Array {
  return atr(bars, N_DAYS);
}

/** The N of the day whose true range is given, from that of the day before. */
export function nextN(before: number, trueRange: number): number {
  return ((N_DAYS - 1) * before + trueRange) / N_DAYS;
}

/**
 * Breakouts of the extremes of the `days` bars before each bar: by price, which is what the system
 * trades, and of closes. The exit of a long position is
 * `down` of the exit days, that of a short one is `up`.
 *
 * @throws RangeError unless `days` is a whole number from 1
 * @see Faith, Way of the Turtle (2007), The Original Turtle Trading Rules
 */
export function turtleBreakouts(bars: Bars, { days }: { readonly days: number }): TurtleBreakouts {
  const channel = donchian(bars, days);
  const closes = donchian({ high: bars.close, low: bars.close }, days);
  return {
    ...channel,
    up: flags(bars.high, channel.upper, 1),
    down: flags(bars.low, channel.lower, -1),
    closeUp: flags(bars.close, closes.upper, 1),
    closeDown: flags(bars.close, closes.lower, -1),
  };
}

/**
 * How large a unit is: as many shares or contracts as lose one percent of the account (or `riskPct`) when the price moves
 * by N, cut to whole ones.
 *
 * @param sizing `account` in money; `n` in points of the price; `pointValue` in the same money, what a point of one share
 *   or contract is worth: 1 for shares in the account's own currency
 * @returns whole 0 and exact NaN when one of them is not a positive number
 */
export function turtleUnit(sizing: {
  readonly account: number;
  readonly n: number;
  readonly pointValue: number;
  readonly riskPct?: number;
}): { readonly exact: number; readonly whole: number } {
  const { account, n, pointValue, riskPct = 1 } = sizing;
  const isSound = [account, n, pointValue, riskPct].every(
    (part) => part > 0 && Number.isFinite(part),
  );
  if (!isSound) return { exact: NaN, whole: 0 };
  const exact = (account * riskPct) / 100 / (n * pointValue);
  return { exact, whole: Math.floor(exact) };
}

/** Where the next unit is added: half an N beyond the last fill; undefined without a fill and from four units on. */
export function turtleAddAt({ side, n, fills }: TurtlePosition): number | undefined {
  const last = fills.at(-1);
  if (last === undefined || fills.length >= MAX_UNITS) return undefined;
  return last + signOf(side) * ADD_N * n;
}

/**
 * The stop of each unit: two N from its own fill, and moved along by half an N for every unit added after it. Where all
 * were filled just half an N apart this is one price, two N from the newest; a unit filled in a gap has its own.
 */
export function turtleStops({ side, n, fills }: TurtlePosition): readonly number[] {
  return fills.map((fill, unit) => {
    const later = fills.length - 1 - unit;
    return fill - signOf(side) * (STOP_N - ADD_N * later) * n;
  });
}

function signOf(side: 'long' | 'short'): 1 | -1 {
  return side === 'long' ? 1 : -1;
}

function flags(prices: Float64Array, limits: Float64Array, sign: 1 | -1): Float64Array {
  return prices.map((price, bar) => {
    const beyond = sign * (price - (limits[bar] ?? NaN));
    return Number.isNaN(beyond) ? NaN : Number(beyond > 0);
  });
}
