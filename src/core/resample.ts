import { slotFinder, type Slot, type TradingHours } from './bar-slots.ts';
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
    openedAt: Float64Array.from(groups, ({ opensAt }) => opensAt),
    open: Float64Array.from(groups, ({ from, end }) => firstKnown(open, from, end)),
    high: Float64Array.from(groups, ({ from, end }) => highest(high, from, end)),
    low: Float64Array.from(groups, ({ from, end }) => lowest(low, from, end)),
    close: Float64Array.from(groups, ({ from, end }) => lastKnown(close, from, end)),
    volume: Float64Array.from(groups, ({ from, end }) => sum(volume, from, end)),
  };
  const ends = Float64Array.from(groups, (group) => group.closesAt);
  if (!bars.close.some(Number.isNaN)) return { timeframe: to, bars, closesAt: ends };
  const isPriced = (_: number, place: number) => !Number.isNaN(bars.close[place] ?? NaN);
  return {
    timeframe: to,
    bars: madeOf((name) => bars[name].filter(isPriced)),
    closesAt: ends.filter(isPriced),
  };
}

/** Source bars `from` up to but not including `end` make one. */
type Group = Slot & { readonly from: number; readonly end: number };

/** Groups that cannot change any more. */
function groupsOf(series: BarSeries, to: Timeframe, hours: TradingHours): readonly Group[] {
  const find = slotFinder(to, hours, lengthOf(series.timeframe));
  // By its end a bar lies in one slot, whatever time of the day it was stamped with; but ends of `other` are guessed.
  const stamps = hours.market === 'other' ? series.bars.openedAt : series.closesAt;
  const early = hours.market === 'other' ? 0 : 1;
  const groups: Group[] = [];
  let slot: Slot | undefined;
  let from = 0;
  for (let place = 0; place < stamps.length; place++) {
    const at = (stamps[place] ?? NaN) - early;
    if (slot && at < slot.closesAt) continue;
    if (slot) groups.push({ ...slot, from, end: place });
    slot = find(at);
    from = place;
  }
  const isOver = slot && slot.closesAt <= (series.closesAt.at(-1) ?? NaN);
  if (slot && isOver) groups.push({ ...slot, from, end: stamps.length });
  return groups;
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
