import { lastIndexAt, madeOf, sliceBars } from '../core/bars-columns.ts';
import type { Bars } from '../core/market.ts';
import type { FormingBar, KeptBars } from '../core/ports/bar-keeper.ts';
import { instant, type Instant } from '../core/time.ts';
import { lengthOf } from '../core/timeframe.ts';
import { readingAt, type Desk } from '../rules/desk.ts';
import type { SeriesRead } from '../rules/measure.ts';

/** The bars that a chart shows, oldest first. */
export type ChartWindow = {
  readonly bars: Bars;
  /** The moment as of which each bar stands: its close, or for one in progress the chart's own end. */
  readonly asOf: Float64Array;
  /** Every closed bar up to the chart's end, those before the window included. */
  readonly closed: Bars;
  /** When the last closed one closed. */
  readonly closedAt: Instant;
  /** The last bar shown was still in progress. */
  readonly isForming: boolean;
};

type Ending = {
  readonly until: Instant;
  readonly last: { readonly price: number; readonly at: Instant } | undefined;
  readonly bars: number;
};

/** The bars up to a moment, as they were then; undefined when none had closed. */
export function windowOf(kept: KeptBars, ending: Ending): ChartWindow | undefined {
  const end = lastIndexAt(kept.closesAt, ending.until) + 1;
  if (end === 0) return undefined;
  const forming = inProgress(kept, end, ending);
  const from = Math.max(0, end - ending.bars + (forming ? 1 : 0));
  const shown = sliceBars(kept.bars, from, end);
  const asOf = kept.closesAt.subarray(from, end);
  return {
    bars: forming ? madeOf((name) => withOne(shown[name], forming[name])) : shown,
    asOf: forming ? withOne(asOf, ending.until) : asOf,
    closed: sliceBars(kept.bars, 0, end),
    closedAt: instant(kept.closesAt[end - 1] ?? NaN),
    isForming: forming !== undefined,
  };
}

/** A series as rules would have read it at each bar of a chart, whatever the length of its own bars. */
export function columnOn(
  desk: Desk,
  read: SeriesRead,
  { asOf, isForming }: ChartWindow,
): Float64Array {
  const last = asOf.length - 1;
  return asOf.map((moment, n) => {
    const isLive = isForming && n === last;
    return readingAt(desk, moment, { isLive })(read)?.value ?? NaN;
  });
}

/**
 * The bar in progress at the end, as far as it is known what it had come to by then: one that has closed since tells its
 * open, not its high and low, which may have come later. Of one that the vendor has not told of yet only the price is known.
 */
function inProgress(kept: KeptBars, end: number, { until, last }: Ending): FormingBar | undefined {
  const { bars, closesAt, askedAt, forming, timeframe } = kept;
  const closedAt = closesAt[end - 1] ?? NaN;
  const isPast = end < closesAt.length;
  const openedAt = isPast ? (bars.openedAt[end] ?? NaN) : (forming?.openedAt ?? NaN);
  if (!(openedAt <= until && openedAt >= closedAt)) {
    const isNews = last !== undefined && last.at > closedAt;
    return isNews ? barOf(last.at, [last.price], NaN) : undefined;
  }
  const seen = !isPast && askedAt <= until ? forming : undefined;
  const isWithin =
    last !== undefined && last.at >= openedAt && last.at <= openedAt + lengthOf(timeframe);
  const price = isWithin ? last.price : seen?.close;
  if (price === undefined) return undefined;
  const open = isPast ? bars.open[end] : forming?.open;
  const prices = [open ?? NaN, seen?.high ?? NaN, seen?.low ?? NaN, price];
  return barOf(openedAt, prices, seen?.volume ?? NaN);
}

/** From the first price to the last, over all that are known. */
function barOf(openedAt: number, prices: readonly number[], volume: number): FormingBar {
  const known = prices.filter(Number.isFinite);
  const [open = NaN] = known;
  const close = known.at(-1) ?? NaN;
  return { openedAt, open, high: Math.max(...known), low: Math.min(...known), close, volume };
}

function withOne(column: Float64Array, value: number): Float64Array {
  const longer = new Float64Array(column.length + 1);
  longer.set(column);
  longer[column.length] = value;
  return longer;
}
