import { AT_REST, sma } from './average.ts';
import { highest, lowest } from './extremes.ts';
import { requirePeriod, requirePeriods } from './period.ts';
import { columnFor, recur, type Span } from './stretch.ts';

/**
 * Relative Strength Index with Wilder's smoothing, seeded with the plain average of the first `period` moves.
 *
 * @param close closing prices, oldest first, in any one currency
 * @param period moves in the average
 * @param into a column of the same length to write to, other than `close`; a new one when left out
 * @returns 0 to 100; 100 when there were only gains; NaN in the first `period` bars and while nothing has moved (a halted
 *   stock has no strength to measure). A gap starts the warm-up anew.
 * @throws RangeError unless `period` is a whole number from 1
 * @see Wilder, New Concepts in Technical Trading Systems (1978), section VI
 */
export function rsi(close: Float64Array, period: number, into?: Float64Array): Float64Array {
  requirePeriod(period);
  const strength = columnFor(close, into);
  const state: State = { move: NaN, way: NaN };
  recur({
    columns: [close],
    into: [strength],
    count: period + 1,
    seed(at) {
      seed(close, state, { at, period });
      strength[at] = reading(state.move, state.way);
      return state.way;
    },
    follow({ from, to }) {
      const at = followPairs(close, strength, { from, to, period, state });
      return followSingly(close, strength, { from: at, to, period, state });
    },
  });
  return strength;
}

/**
 * Cutler's variant of the RSI: plain averages of the last `period` moves, so that it forgets where it began. It differs
 * from Wilder's by tens of points and never meets it; a variant under its own name, not a substitute.
 *
 * @param close closing prices, oldest first
 * @returns 0 to 100; NaN in the first `period` bars, in windows that hold a gap, and where nothing moved in the window
 * @throws RangeError unless `period` is a whole number from 1
 */
export function rsiCutler(close: Float64Array, period: number): Float64Array {
  requirePeriod(period);
  const gain = new Float64Array(close.length).fill(NaN);
  const travel = new Float64Array(close.length).fill(NaN);
  for (let i = 1; i < close.length; i++) {
    const move = (close[i] ?? NaN) - (close[i - 1] ?? NaN);
    gain[i] = Math.max(move, 0);
    travel[i] = Math.abs(move);
  }
  const strength = sma(gain, period);
  const total = sma(travel, period);
  for (let i = 0; i < close.length; i++) {
    const way = total[i] ?? NaN;
    const share = Math.max(0, Math.min(1, (strength[i] ?? NaN) / way));
    strength[i] = way > 0 ? 100 * share : NaN;
  }
  return strength;
}

type StochRsi = { readonly value: Float64Array; readonly signal: Float64Array };

/**
 * Where the RSI stands between its own lowest and highest of the last `stoch` bars, and the simple average of that.
 *
 * @param close closing prices, oldest first
 * @returns 0 to 100. `value` is NaN in the first `rsi + stoch - 1` bars and where the RSI has no range, `signal` for another
 *   `smooth - 1` bars and in windows that hold a NaN of `value`. A gap starts the warm-up anew.
 * @throws RangeError unless all periods are whole numbers from 1
 * @see Chande and Kroll, The New Technical Trader (1994)
 */
export function stochRsi(
  close: Float64Array,
  periods: { readonly rsi: number; readonly stoch: number; readonly smooth: number },
): StochRsi {
  requirePeriods(periods);
  const strength = rsi(close, periods.rsi);
  const top = highest(strength, periods.stoch);
  const bottom = lowest(strength, periods.stoch);
  const value = strength.map((now, i) => {
    const floor = bottom[i] ?? NaN;
    const range = (top[i] ?? NaN) - floor;
    return range > 0 ? (100 * (now - floor)) / range : NaN;
  });
  return { value, signal: sma(value, periods.smooth) };
}

/**
 * The smoothed move and the smoothed distance. With g the average gain and l the average loss they are g - l and g + l, and
 * 100 g / (g + l) is 50 + 50 (g - l) / (g + l), without a branch on the sign of the move.
 */
type State = { move: number; way: number };

type Step = Span & { readonly period: number; readonly state: State };

/**
 * Two bars a turn, as in the averages. Leaves what is behind the last pair, and everything from a pair on that holds a gap or
 * comes to rest: the conditions that those need would cost more than the division.
 */
function followPairs(
  close: Float64Array,
  strength: Float64Array,
  { from, to, period, state }: Step,
): number {
  const weight = 1 / period;
  const keep = 1 - weight;
  const keepTwo = keep * keep;
  const weightBefore = keep * weight;
  let { move, way } = state;
  let last = close[from - 1] ?? NaN;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const middle = close[i] ?? NaN;
    const newest = close[i + 1] ?? NaN;
    const one = middle - last;
    const two = newest - middle;
    const nextWay = keepTwo * way + (weightBefore * Math.abs(one) + weight * Math.abs(two));
    const wayBetween = keep * way + weight * Math.abs(one);
    if (!(wayBetween > AT_REST && nextWay > AT_REST && nextWay < Infinity)) break;
    strength[i] = 50 + 50 * ((keep * move + weight * one) / wayBetween);
    move = keepTwo * move + (weightBefore * one + weight * two);
    way = nextWay;
    last = newest;
    strength[i + 1] = 50 + 50 * (move / way);
  }
  state.move = move;
  state.way = way;
  return i;
}

function followSingly(
  close: Float64Array,
  strength: Float64Array,
  { from, to, period, state }: Step,
): number {
  const weight = 1 / period;
  const keep = 1 - weight;
  let { move, way } = state;
  for (let i = from; i < to; i++) {
    const one = (close[i] ?? NaN) - (close[i - 1] ?? NaN);
    move = keep * move + weight * one;
    way = keep * way + weight * Math.abs(one);
    if (way - way !== 0) return i;
    strength[i] = reading(move, way);
  }
  state.move = move;
  state.way = way;
  return to;
}

type Seed = { readonly at: number; readonly period: number };

function seed(close: Float64Array, state: State, { at, period }: Seed): void {
  let move = 0;
  let way = 0;
  for (let i = at - period + 1; i <= at; i++) {
    const one = (close[i] ?? NaN) - (close[i - 1] ?? NaN);
    move += one;
    way += Math.abs(one);
  }
  state.move = move / period;
  state.way = way / period;
}

function reading(move: number, way: number): number {
  return way > AT_REST ? 50 + 50 * (move / way) : NaN;
}
