import type { Bars } from '../core/market.ts';
import { sma } from './average.ts';
import { highest, lowest } from './extremes.ts';
import { requirePeriods } from './period.ts';

export type Stochastic = {
  readonly raw: Float64Array;
  readonly k: Float64Array;
  readonly d: Float64Array;
};

type Periods = { readonly period: number; readonly smoothK: number; readonly smoothD: number };

const USUAL: Periods = { period: 14, smoothK: 3, smoothD: 3 };

/**
 * Slow stochastic oscillator: where the close stands between the lowest low and the highest high of the last `period` bars
 * (`raw`), the simple average of that (`k`) and of `k` (`d`).
 *
 * @returns 0 to 100 each. `raw` is NaN in the first `period - 1` bars, in windows that hold a gap and where nothing has a
 *   range; `k` for another `smoothK - 1` bars and wherever its window holds a NaN of `raw`; `d` likewise of `k`
 * @throws RangeError unless all periods are whole numbers from 1
 * @see Lane, Lane's Stochastics (1984)
 */
export function stochastic(
  bars: Pick<Bars, 'high' | 'low' | 'close'>,
  periods: Partial<Periods> = {},
): Stochastic {
  const { period, smoothK, smoothD } = { ...USUAL, ...periods };
  requirePeriods({ period, smoothK, smoothD });
  const top = highest(bars.high, period);
  const bottom = lowest(bars.low, period);
  const raw = bars.close.map((close, i) => {
    const floor = bottom[i] ?? NaN;
    const range = (top[i] ?? NaN) - floor;
    return range > 0 ? (100 * (close - floor)) / range : NaN;
  });
  const k = sma(raw, smoothK);
  return { raw, k, d: sma(k, smoothD) };
}
