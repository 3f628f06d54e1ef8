import type { Bars } from '../core/market.ts';
import { sma } from './average.ts';
import { requirePeriod } from './period.ts';

/**
 * Rate of change over `period` bars.
 *
 * @param values oldest first
 * @returns in percent of the earlier value; NaN in the first `period` bars, where either of the two is missing, and where the
 *   earlier one is 0
 * @throws RangeError unless `period` is a whole number from 1
 */
export function roc(values: Float64Array, period: number): Float64Array {
  requirePeriod(period);
  return values.map((now, i) => {
    const base = values[i - period] ?? NaN;
    return base === 0 ? NaN : (100 * (now - base)) / base;
  });
}

/**
 * Money Flow Index: of the money that changed hands in `period` bars whose typical price moved, the part that did so rising.
 *
 * @returns 0 to 100; NaN in the first `period` bars, in windows that hold a gap, and where no money moved
 * @throws RangeError unless `period` is a whole number from 1
 * @see Quong and Soudack, Volume-Weighted RSI: Money Flow (1989)
 */
export function mfi(
  { high, low, close, volume }: Pick<Bars, 'high' | 'low' | 'close' | 'volume'>,
  period: number,
): Float64Array {
  requirePeriod(period);
  const typical = close.map((last, i) => ((high[i] ?? NaN) + (low[i] ?? NaN) + last) / 3);
  const rising = new Float64Array(close.length).fill(NaN);
  const moved = new Float64Array(close.length).fill(NaN);
  for (let i = 1; i < close.length; i++) {
    const move = (typical[i] ?? NaN) - (typical[i - 1] ?? NaN);
    const money = (typical[i] ?? NaN) * (volume[i] ?? NaN);
    // Times 0 rather than 0: what is missing stays missing.
    moved[i] = money * Math.abs(Math.sign(move));
    rising[i] = money * Math.max(Math.sign(move), 0);
  }
  const share = sma(rising, period);
  const whole = sma(moved, period);
  return share.map((part, i) => {
    const all = whole[i] ?? NaN;
    return all > 0 ? 100 * Math.max(0, Math.min(1, part / all)) : NaN;
  });
}
