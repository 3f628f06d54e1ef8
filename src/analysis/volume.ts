import type { Bars } from '../core/market.ts';
import { DAY_MS, HOUR_MS } from '../core/time.ts';
import { sma } from './average.ts';
import { spread } from './deviation.ts';
import { requirePeriod } from './period.ts';

/** Bars that follow each other faster than this lie within a day. Daily ones are 23 hours apart when summer time begins. */
const WITHIN_A_DAY_MS = 20 * HOUR_MS;

/** Makes the median deviation of normally spread values their standard deviation. */
const NORMAL = 1.4826;

/**
 * On-Balance Volume: adds a bar's volume when it closes higher than the bar before, takes it away when lower.
 *
 * @returns in units of volume from 0 in the first bar; only its changes mean anything. NaN where close or volume is missing;
 *   it starts from 0 again behind such a gap, since what was traded in it is unknown
 * @see Granville, New Key to Stock Market Profits (1963)
 */
export function obv({ close, volume }: Pick<Bars, 'close' | 'volume'>): Float64Array {
  let balance = NaN;
  return close.map((now, i) => {
    const traded = volume[i] ?? NaN;
    if (!Number.isFinite(now + traded)) balance = NaN;
    else if (Number.isNaN(balance)) balance = 0;
    else balance += traded * Math.sign(now - (close[i - 1] ?? NaN));
    return balance;
  });
}

/**
 * Volume-Weighted Average Price of typical prices, (high + low + close) / 3. Bars within a day are averaged from the first
 * of their UTC day, bars of a day or longer from the first there is.
 *
 * Which of the two they are is told by the first two bars that are less than 20 hours apart; before there are, all bars
 * count as of a day. So a value never changes when bars are added.
 *
 * @returns in the currency of the bars; NaN where a cell is missing and while no volume has been traded. Behind a gap it
 *   averages what follows the gap.
 */
export function vwap(bars: Bars): Float64Array {
  const { openedAt, high, low, close, volume } = bars;
  const all = { money: 0, volume: 0 };
  const day = { money: 0, volume: 0 };
  let isWithinADay = false;
  return close.map((last, i) => {
    const opened = openedAt[i] ?? NaN;
    const before = openedAt[i - 1] ?? NaN;
    isWithinADay ||= opened - before < WITHIN_A_DAY_MS;
    if (Math.floor(opened / DAY_MS) !== Math.floor(before / DAY_MS)) reset(day);
    const traded = volume[i] ?? NaN;
    const money = (((high[i] ?? NaN) + (low[i] ?? NaN) + last) / 3) * traded;
    if (!Number.isFinite(money)) {
      reset(all);
      reset(day);
      return NaN;
    }
    for (const sum of [all, day]) {
      sum.money += money;
      sum.volume += traded;
    }
    const sum = isWithinADay ? day : all;
    return sum.volume > 0 ? sum.money / sum.volume : NaN;
  });
}

/**
 * A bar's volume over the mean of the `period` bars **before** it. With the bar itself in the mean the ratio could never
 * exceed `period`.
 *
 * @param volume of complete bars, oldest first; one of a running session looks thin
 * @returns 1 is as usual; NaN in the first `period` bars, in windows that hold a gap, and where nothing was traded before
 * @throws RangeError unless `period` is a whole number from 1
 */
export function volumeRatio(volume: Float64Array, period: number): Float64Array {
  const mean = sma(volume, period);
  return volume.map((now, i) => {
    const usual = mean[i - 1] ?? NaN;
    return usual > 0 ? now / usual : NaN;
  });
}

/**
 * How many sample standard deviations a bar's volume lies from the mean of the `period` bars **before** it.
 *
 * @param period at least 20 to mean much; with 1 there is no deviation and all is NaN
 * @returns NaN in the first `period` bars, in windows that hold a gap, and where the bars before are all alike
 * @throws RangeError unless `period` is a whole number from 1
 */
export function volumeZ(volume: Float64Array, period: number): Float64Array {
  const { mean, deviation } = spread(volume, { period, of: 'sample' });
  return volume.map((now, i) => {
    const sigma = deviation[i - 1] ?? NaN;
    return sigma > 0 ? (now - (mean[i - 1] ?? NaN)) / sigma : NaN;
  });
}

/**
 * As `volumeZ`, from the median and the median deviation, 1.4826 of which are one sigma: one earlier burst does not raise
 * what counts as usual.
 *
 * @returns NaN in the first `period` bars, in windows that hold a gap, and where at least half of the bars before are alike
 * @throws RangeError unless `period` is a whole number from 1
 */
export function volumeZMedian(volume: Float64Array, period: number): Float64Array {
  requirePeriod(period);
  const result = new Float64Array(volume.length).fill(NaN);
  const window = new Float64Array(Math.min(period, volume.length));
  for (let i = period; i < volume.length; i++) {
    for (let at = 0; at < period; at++) window[at] = volume[i - 1 - at] ?? NaN;
    const usual = median(window);
    for (let at = 0; at < period; at++) window[at] = Math.abs((window[at] ?? NaN) - usual);
    const sigma = NORMAL * median(window);
    if (sigma > 0) result[i] = ((volume[i] ?? NaN) - usual) / sigma;
  }
  return result;
}

/** Sorts the window. NaN sorts last, so that one is seen there. */
function median(window: Float64Array): number {
  window.sort();
  const half = (window.length - 1) / 2;
  const middle = ((window[Math.floor(half)] ?? NaN) + (window[Math.ceil(half)] ?? NaN)) / 2;
  return Number.isFinite(window.at(-1)) ? middle : NaN;
}

function reset(sum: { money: number; volume: number }): void {
  sum.money = 0;
  sum.volume = 0;
}
