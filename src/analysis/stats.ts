import { requirePeriod } from './period.ts';

type PerYear = {
  /** Returns in a year: 252 for daily ones of shares, 365 for markets that never close. */
  readonly perYear?: number;
};

const SHARE_DAYS = 252;

/**
 * Strict percentile rank: the percentage of the `window` values **before** each value that are below it. Its own value is not
 * among them, and equal ones do not count.
 *
 * @param values oldest first
 * @returns 0 to 100; NaN in the first `window` bars and wherever one of the values is missing
 * @throws RangeError unless `window` is a whole number from 1
 */
export function percentileRank(values: Float64Array, window: number): Float64Array {
  requirePeriod(window, 'window');
  const rank = new Float64Array(values.length).fill(NaN);
  let known = 0;
  for (let i = 0; i < values.length; i++) {
    const now = values[i] ?? NaN;
    known = Number.isFinite(now) ? known + 1 : 0;
    if (known <= window) continue;
    let below = 0;
    for (let at = i - window; at < i; at++) if ((values[at] ?? NaN) < now) below++;
    rank[i] = (100 * below) / window;
  }
  return rank;
}

/**
 * Sharpe ratio: mean excess return over its sample standard deviation, for a year. Missing returns are left out.
 *
 * @param returns simple returns per period as fractions: 0.01 is one percent
 * @param riskFree return per period of the money that takes no risk
 * @returns NaN with fewer than two returns and where they are all alike
 * @see Sharpe, The Sharpe Ratio (1994)
 */
export function sharpe(
  returns: ArrayLike<number>,
  { perYear = SHARE_DAYS, riskFree = 0 }: PerYear & { readonly riskFree?: number } = {},
): number {
  const excess = known(returns).map((value) => value - riskFree);
  const sigma = deviationOf(excess);
  return sigma > 0 ? (meanOf(excess) / sigma) * Math.sqrt(perYear) : NaN;
}

/**
 * Sortino ratio: mean return above `required` over the root mean square of the shortfalls, for a year. Periods without a
 * shortfall count as 0 in that mean; missing returns are left out.
 *
 * @param returns simple returns per period as fractions
 * @param required return per period that is asked for
 * @returns NaN without returns and where none fell short
 * @see Sortino and Price, Performance Measurement in a Downside Risk Framework (1994)
 */
export function sortino(
  returns: ArrayLike<number>,
  { perYear = SHARE_DAYS, required = 0 }: PerYear & { readonly required?: number } = {},
): number {
  const excess = known(returns).map((value) => value - required);
  const risk = Math.sqrt(meanOf(excess.map((value) => Math.min(value, 0) ** 2)));
  return risk > 0 ? (meanOf(excess) / risk) * Math.sqrt(perYear) : NaN;
}

/**
 * Calmar ratio: compound annual return over the size of the deepest fall.
 *
 * @param returns simple returns per period as fractions
 * @returns NaN without returns and where nothing was ever lost
 * @see Young, Calmar Ratio: A Smoother Tool (1991)
 */
export function calmar(returns: ArrayLike<number>, options: PerYear = {}): number {
  const fall = maxDrawdown(returns);
  return fall < 0 ? annualReturn(returns, options) / -fall : NaN;
}

/**
 * Deepest fall from a peak of what the returns compound to, the start included.
 *
 * @param returns simple returns per period as fractions; a missing one leaves the value where it was
 * @returns a fraction from -1 to 0: -0.25 is a quarter lost; NaN without returns
 */
export function maxDrawdown(returns: ArrayLike<number>): number {
  const moves = known(returns);
  if (moves.length === 0) return NaN;
  let value = 1;
  let peak = 1;
  let deepest = 0;
  for (const move of moves) {
    value *= 1 + move;
    peak = Math.max(peak, value);
    deepest = Math.min(deepest, value / peak - 1);
  }
  return deepest;
}

/**
 * Compound annual return.
 *
 * @param returns simple returns per period as fractions; a missing one earns nothing, but its period has passed
 * @returns a fraction: 0.08 is eight percent a year; NaN without returns
 */
export function annualReturn(
  returns: ArrayLike<number>,
  { perYear = SHARE_DAYS }: PerYear = {},
): number {
  const moves = known(returns);
  if (moves.length === 0) return NaN;
  const end = moves.reduce((value, move) => value * (1 + move), 1);
  return end ** (perYear / returns.length) - 1;
}

/** Sample standard deviation of the returns, for a year, as a fraction; NaN with fewer than two. Missing ones are left out. */
export function annualVolatility(
  returns: ArrayLike<number>,
  { perYear = SHARE_DAYS }: PerYear = {},
): number {
  return deviationOf(known(returns)) * Math.sqrt(perYear);
}

function known(values: ArrayLike<number>): readonly number[] {
  return Array.from(values).filter((value) => Number.isFinite(value));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample. Measured from the first value, so that equal ones deviate by exactly nothing. */
function deviationOf(values: readonly number[]): number {
  const offsets = values.map((value) => value - (values[0] ?? NaN));
  const mean = meanOf(offsets);
  const squares = offsets.reduce((sum, offset) => sum + (offset - mean) ** 2, 0);
  return values.length < 2 ? NaN : Math.sqrt(squares / (values.length - 1));
}
