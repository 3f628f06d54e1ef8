import { slotFinder, type TradingHours } from './bar-slots.ts';
import { madeOf } from './bars-columns.ts';
import type { Bars, BarSeries } from './market.ts';
import { lengthOf, type Timeframe } from './timeframe.ts';

/**
 * Puts bars together into longer ones: 15m into 30m, 1h into 4h, 1d into 1w, or any other pair that goes up.
 *
 * Groups are counted from each opening of trading, so that New York's 4h bars are 09:30–13:30 and 13:30–16:00; days are
 * sessions, weeks ISO weeks of their dates. A group is given once it cannot change any more: a source bar closed at or after
 * its end, or one of a later group exists. Each opens at its nominal time, whether or not its first source bar is there.
 * Missing source bars and NaN cells are gaps: they count for nothing, and a group without any close is left out.
 *
 * @returns the series itself when it already is `to`
 * @throws RangeError when `to` is shorter than the series' own bars
 */
export function resample(series: BarSeries, to: Timeframe, hours: TradingHours): BarSeries {
  if (to === series.timeframe) return series;
  if (lengthOf(to) < lengthOf(series.timeframe)) {
    throw new RangeError(`${series.timeframe} bars cannot be cut into ${to}`);
  }
  const groups = groupsOf(series, to, hours);
  const { open, high, low, close, volume } = series.bars;
  const bars: Bars = {
    openedAt: Float64Array.from(groups.opensAt),
    open: folded(open, groups, firstKnown),
    high: folded(high, groups, highest),
    low: folded(low, groups, lowest),
    close: folded(close, groups, lastKnown),
    volume: folded(volume, groups, sum),
  };
  const closesAt = Float64Array.from(groups.closesAt);
  if (!bars.close.some(Number.isNaN)) return { timeframe: to, bars, closesAt };
  const isPriced = (_: number, place: number) => !Number.isNaN(bars.close[place] ?? NaN);
  return {
    timeframe: to,
    bars: madeOf((name) => bars[name].filter(isPriced)),
    closesAt: closesAt.filter(isPriced),
  };
}

/** Columns with a row for each group: the source bars `from` up to but not including `end`. */
type Groups = {
  readonly opensAt: readonly number[];
  readonly closesAt: readonly number[];
  readonly from: readonly number[];
  readonly end: readonly number[];
};

/** Groups that cannot change any more. Source bars outside regular trading are in none. */
function groupsOf(series: BarSeries, to: Timeframe, hours: TradingHours): Groups {
  const find = slotFinder(to, hours, lengthOf(series.timeframe));
  const isUnknown = hours.market === 'other';
  // By its end a bar lies in one slot, whatever time of the day it was stamped with; but ends of `other` are guessed.
  const stamps = isUnknown ? series.bars.openedAt : series.closesAt;
  const lastClose = series.closesAt.at(-1) ?? NaN;
  const opensAt: number[] = [];
  const closesAt: number[] = [];
  const from: number[] = [];
  const end: number[] = [];
  for (let place = 0; place < stamps.length;) {
    const slot = find((stamps[place] ?? NaN) - (isUnknown ? 0 : 1));
    if (!slot) {
      place++;
      continue;
    }
    const next = firstNotBefore(stamps, place + 1, slot.closesAt + (isUnknown ? 0 : 1));
    if (slot.closesAt <= lastClose) {
      opensAt.push(slot.opensAt);
      closesAt.push(slot.closesAt);
      from.push(place);
      end.push(next);
    }
    place = next;
  }
  return { opensAt, closesAt, from, end };
}

/** The first place from `from` on whose value is not before `at`; the column's length when there is none. */
function firstNotBefore(column: Float64Array, from: number, at: number): number {
  let place = from;
  while (place < column.length && (column[place] ?? NaN) < at) place++;
  return place;
}

type Fold = (column: Float64Array, from: number, end: number) => number;

function folded(column: Float64Array, { from, end }: Groups, fold: Fold): Float64Array {
  const values = new Float64Array(from.length);
  for (let group = 0; group < values.length; group++) {
    values[group] = fold(column, from[group] ?? 0, end[group] ?? 0);
  }
  return values;
}

function firstKnown(column: Float64Array, from: number, end: number): number {
  for (let place = from; place < end; place++) {
    const value = column[place] ?? NaN;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

function lastKnown(column: Float64Array, from: number, end: number): number {
  for (let place = end - 1; place >= from; place--) {
    const value = column[place] ?? NaN;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

// Comparisons with NaN are false, so unknown cells never win; a plain loop is many times faster than Math.max here.
function highest(column: Float64Array, from: number, end: number): number {
  let best = firstKnown(column, from, end);
  for (let place = from; place < end; place++) {
    const value = column[place] ?? NaN;
    if (value > best) best = value;
  }
  return best;
}

function lowest(column: Float64Array, from: number, end: number): number {
  let best = firstKnown(column, from, end);
  for (let place = from; place < end; place++) {
    const value = column[place] ?? NaN;
    if (value < best) best = value;
  }
  return best;
}

/** Of the known cells; NaN when there is none. */
function sum(column: Float64Array, from: number, end: number): number {
  let total = NaN;
  for (let place = from; place < end; place++) {
    const value = column[place] ?? NaN;
    if (Number.isNaN(value)) continue;
    total = Number.isNaN(total) ? value : total + value;
  }
  return total;
}
