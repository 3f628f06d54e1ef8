import type { Bars } from '../core/market.ts';
import { trueRange } from './atr.ts';
import { AT_REST, wilder } from './average.ts';
import { requirePeriod } from './period.ts';

type Ranges = Pick<Bars, 'high' | 'low' | 'close'>;

export type Adx = {
  readonly adx: Float64Array;
  readonly plusDI: Float64Array;
  readonly minusDI: Float64Array;
};

/**
 * Average Directional Index and the two directional indicators, with Wilder's smoothing over whole windows of `period` moves
 * (TA-Lib's first sums hold one move less, and differ for two hundred bars).
 *
 * @returns 0 to 100 each. `plusDI` and `minusDI` are NaN in the first `period` bars and while no bar has had a range, `adx` in
 *   the first `2 * period - 1`. A bar without its high, low or close starts the warm-up anew.
 * @throws RangeError unless `period` is a whole number from 1
 * @see Wilder, New Concepts in Technical Trading Systems (1978), section IV
 */
export function adx(bars: Ranges, period: number): Adx {
  requirePeriod(period);
  const { range, up, down } = movesOf(bars);
  const average = wilder(range, period);
  const plusDI = shareOf(wilder(up, period), average);
  const minusDI = shareOf(wilder(down, period), average);
  const strength = plusDI.map((plus, i) => {
    const minus = minusDI[i] ?? NaN;
    return plus === minus ? 0 : (100 * Math.abs(plus - minus)) / (plus + minus);
  });
  return { adx: wilder(strength, period), plusDI, minusDI };
}

/** True range and directional movement of each bar; all NaN where one of the two bars they come from is not whole. */
function movesOf(bars: Ranges) {
  const { high, low, close } = bars;
  const range = trueRange(bars);
  const up = new Float64Array(close.length).fill(NaN);
  const down = new Float64Array(close.length).fill(NaN);
  for (let i = 1; i < close.length; i++) {
    const rise = (high[i] ?? NaN) - (high[i - 1] ?? NaN);
    const fall = (low[i - 1] ?? NaN) - (low[i] ?? NaN);
    if (!Number.isFinite(rise + fall + (close[i] ?? NaN) + (close[i - 1] ?? NaN))) {
      range[i] = NaN;
      continue;
    }
    up[i] = rise > fall && rise > 0 ? rise : 0;
    down[i] = fall > rise && fall > 0 ? fall : 0;
  }
  return { range, up, down };
}

function shareOf(moves: Float64Array, range: Float64Array): Float64Array {
  return moves.map((move, i) => {
    const whole = range[i] ?? NaN;
    return whole > AT_REST ? (100 * move) / whole : NaN;
  });
}
