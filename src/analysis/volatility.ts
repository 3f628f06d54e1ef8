import { spread } from './deviation.ts';

/**
 * Historical volatility: the sample standard deviation of the last `period` logarithmic returns, for a year.
 *
 * @param close closing prices, oldest first
 * @param perYear bars in a year: 252 for daily bars of shares, 365 for markets that never close
 * @returns in percent a year; NaN in the first `period` bars, in windows that hold a gap or a price that is not positive, and
 *   throughout for a `period` of 1, since one return deviates from nothing
 * @throws RangeError unless `period` is a whole number from 1
 */
export function historicalVolatility(
  close: Float64Array,
  period: number,
  { perYear = 252 }: { readonly perYear?: number } = {},
): Float64Array {
  const returns = close.map((now, i) => Math.log(now / (close[i - 1] ?? NaN)));
  const { deviation } = spread(returns, { period, of: 'sample' });
  const scale = 100 * Math.sqrt(perYear);
  for (let i = 0; i < deviation.length; i++) deviation[i] = scale * (deviation[i] ?? NaN);
  return deviation;
}
