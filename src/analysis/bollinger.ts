import { drawBands, spread, type Bands } from './deviation.ts';
import { requirePeriod } from './period.ts';
import { columnFor } from './stretch.ts';

/** `width` is a share of the middle, `percentB` 0 on the lower band and 1 on the upper, `z` counts deviations. */
export type Bollinger = Bands & {
  readonly width: Float64Array;
  readonly percentB: Float64Array;
  readonly z: Float64Array;
};

/**
 * Bollinger Bands: the simple average, and `k` population standard deviations to both sides of it.
 *
 * @param close closing prices, oldest first
 * @param k deviations between the middle and a band, usually 2
 * @returns bands in the currency of `close`. NaN in the first `period - 1` bars and in every window that holds a gap;
 *   `percentB` and `z` also where no price of the window differs, since there is no width to stand in
 * @throws RangeError unless `period` is a whole number from 1
 * @see Bollinger, Bollinger on Bollinger Bands (2001)
 */
export function bollinger(close: Float64Array, period: number, k: number): Bollinger {
  const { mean, deviation } = spread(close, { period, of: 'population' });
  const upper = new Float64Array(close.length);
  const lower = new Float64Array(close.length);
  const width = new Float64Array(close.length);
  const percentB = new Float64Array(close.length);
  for (let i = 0; i < close.length; i++) {
    const middle = mean[i] ?? NaN;
    const sigma = deviation[i] ?? NaN;
    const reach = k * sigma;
    const z = ((close[i] ?? NaN) - middle) / (sigma > 0 ? sigma : NaN);
    upper[i] = middle + reach;
    lower[i] = middle - reach;
    width[i] = (2 * reach) / middle;
    percentB[i] = 0.5 + z / (2 * k);
    deviation[i] = z;
  }
  return { upper, middle: mean, lower, width, percentB, z: deviation };
}

/** The three bands alone, for who scans many tickers; `into` as in the averages. */
export function bollingerBands(
  close: Float64Array,
  { period, k }: { readonly period: number; readonly k: number },
  into?: Bands,
): Bands {
  requirePeriod(period);
  const bands = {
    upper: columnFor(close, into?.upper),
    middle: columnFor(close, into?.middle),
    lower: columnFor(close, into?.lower),
  };
  drawBands(close, { period, divisor: period, reach: k, lift: 1 }, bands);
  return bands;
}
