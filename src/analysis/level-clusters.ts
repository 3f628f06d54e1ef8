import type { Bars } from '../core/market.ts';
import { atr } from './atr.ts';
import { requirePeriods } from './period.ts';
import { swingMarks } from './swings.ts';

export type LevelOptions = {
  /** A swing's high or low stands out from this many bars on each side, and is known as many bars later. 3. */
  readonly span?: number;
  /** How wide a level may be, from its lowest swing to its highest: in ATRs, or in percent of the close. Half an ATR. */
  readonly width?: { readonly atr: number } | { readonly pct: number };
  /** Bars of the ATR. 14. */
  readonly atrPeriod?: number;
  /** Swings further back are forgotten. 250 bars. */
  readonly lookback?: number;
  /** Swings that make a level. 2. */
  readonly minTouches?: number;
};

export type LevelRules = Required<LevelOptions>;

/** Swings next to each other in a list sorted by price: those from `from` up to, not including, `to`. */
export type Group = { readonly from: number; readonly to: number };

/** Where the close is, and what makes a level there. */
type Near = { readonly close: number; readonly width: number; readonly minTouches: number };

type Sides = { readonly support: number; readonly resistance: number };

/** @throws RangeError when a count is not whole and positive, the width not positive, or no swing could become known in time */
export function levelRules(options: LevelOptions): LevelRules {
  const { span = 3, width = { atr: 0.5 }, atrPeriod = 14, lookback = 250 } = options;
  const { minTouches = 2 } = options;
  requirePeriods({ span, atrPeriod, lookback, minTouches });
  const size = 'atr' in width ? width.atr : width.pct;
  if (!(size > 0)) throw new RangeError(`the width of a level must be positive, not ${size}.`);
  if (lookback <= span) {
    throw new RangeError(`lookback must be more bars than span, not ${lookback} with ${span}.`);
  }
  return { span, width, atrPeriod, lookback, minTouches };
}

/** How wide a level may be at each bar, in the currency of the bars; NaN while the ATR warms up. */
export function levelWidths(bars: Bars, { width, atrPeriod }: LevelRules): Float64Array {
  if ('pct' in width) return bars.close.map((close) => (Math.abs(close) * width.pct) / 100);
  return atr(bars, atrPeriod).map((range) => range * width.atr);
}

/**
 * Parts prices so that no group is wider than `width`: wherever one is, it is cut at its widest gap, of equally wide ones
 * at the one nearest its middle. The outcome depends on the prices alone, not on the order in which they came.
 *
 * @param prices ascending
 * @returns the groups, ascending; none when `width` is NaN
 */
export function groupsOf(prices: readonly number[], width: number): readonly Group[] {
  const groups: Group[] = [];
  if (Number.isNaN(width)) return groups;
  for (let from = 0; from < prices.length;) {
    const to = endOfBlock(prices, from, width);
    partInto(groups, prices, { from, to, width });
    from = to;
  }
  return groups;
}

/**
 * The means of the nearest groups of enough prices: the highest not above `close`, the lowest above it; NaN without one.
 * As `groupsOf` would have it, but only looking as far from the close as it must.
 */
export function nearestLevels(prices: readonly number[], near: Near): Sides {
  const { close, width } = near;
  let support = NaN;
  let resistance = NaN;
  if (Number.isNaN(width) || Number.isNaN(close)) return { support, resistance };
  const start = startOfBlock(prices, placeOf(prices, close), width);
  for (let from = start; from < prices.length && Number.isNaN(resistance);) {
    const to = endOfBlock(prices, from, width);
    for (const price of levelsIn(prices, { from, to }, near)) {
      if (price <= close) support = price;
      else if (Number.isNaN(resistance)) resistance = price;
    }
    from = to;
  }
  for (let to = start; to > 0 && Number.isNaN(support);) {
    const from = startOfBlock(prices, to - 1, width);
    support = levelsIn(prices, { from, to }, near).at(-1) ?? NaN;
    to = from;
  }
  return { support, resistance };
}

export function meanOf(prices: readonly number[], { from, to }: Group): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += prices[n] ?? NaN;
  return sum / (to - from);
}

/** Where `price` belongs in an ascending list: behind all that are lower. */
export function placeOf(prices: readonly number[], price: number): number {
  let low = 0;
  let high = prices.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((prices[middle] ?? NaN) < price) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The swings within reach of the last bar, ascending by price. */
export function swingsBefore(
  bars: Bars,
  { span, lookback }: LevelRules,
): readonly { readonly price: number; readonly bar: number }[] {
  const { length } = bars.close;
  const { high, low } = swingMarks(bars, span, span);
  const swings: { price: number; bar: number }[] = [];
  for (let bar = Math.max(0, length - lookback); bar < length; bar++) {
    for (const price of [high[bar] ?? NaN, low[bar] ?? NaN]) {
      if (!Number.isNaN(price)) swings.push({ price, bar });
    }
  }
  return swings.sort((a, b) => a.price - b.price);
}

/** The score described at `levels`, of a level whose swings stand on the bars `touched`. */
export function strengthOf(
  bars: Bars,
  touched: readonly number[],
  { lookback }: LevelRules,
): number {
  const { length } = bars.close;
  const often = 1 - 1 / touched.length;
  const recent = 1 - (length - 1 - Math.max(...touched)) / lookback;
  const seen = mean(bars.volume.subarray(Math.max(0, length - lookback)));
  const here = mean(touched.map((bar) => bars.volume[bar] ?? NaN));
  if (!(seen > 0 && here >= 0)) return (0.5 * often + 0.3 * recent) / 0.8;
  return 0.5 * often + 0.3 * recent + (0.2 * here) / (here + seen);
}

function levelsIn(prices: readonly number[], block: Group, near: Near): readonly number[] {
  if (block.to - block.from < near.minTouches) return [];
  const groups: Group[] = [];
  partInto(groups, prices, { ...block, width: near.width });
  return groups
    .filter(({ from, to }) => to - from >= near.minTouches)
    .map((group) => meanOf(prices, group));
}

// A gap wider than a level is cut in any case, so that each block between two such gaps can be parted by itself.
function startOfBlock(prices: readonly number[], within: number, width: number): number {
  let start = Math.min(within, prices.length - 1);
  while (start > 0 && gapBefore(prices, start) <= width) start--;
  return Math.max(0, start);
}

function endOfBlock(prices: readonly number[], from: number, width: number): number {
  let end = from + 1;
  while (end < prices.length && gapBefore(prices, end) <= width) end++;
  return end;
}

function partInto(
  groups: Group[],
  prices: readonly number[],
  { from, to, width }: Group & { readonly width: number },
): void {
  if ((prices[to - 1] ?? NaN) - (prices[from] ?? NaN) <= width) {
    groups.push({ from, to });
    return;
  }
  const cut = widestGap(prices, { from, to });
  partInto(groups, prices, { from, to: cut, width });
  partInto(groups, prices, { from: cut, to, width });
}

function gapBefore(prices: readonly number[], n: number): number {
  return (prices[n] ?? NaN) - (prices[n - 1] ?? NaN);
}

/** The index behind the widest gap of a group. */
function widestGap(prices: readonly number[], { from, to }: Group): number {
  const price = (n: number) => prices[n] ?? NaN;
  const middle = (price(from) + price(to - 1)) / 2;
  const offCentre = (n: number) => Math.abs((price(n - 1) + price(n)) / 2 - middle);
  let widest = from + 1;
  for (let n = from + 2; n < to; n++) {
    const more = gapBefore(prices, n) - gapBefore(prices, widest);
    if (more > 0 || (more === 0 && offCentre(n) < offCentre(widest))) widest = n;
  }
  return widest;
}

function mean(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
