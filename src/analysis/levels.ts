import type { Bars } from '../core/market.ts';
import {
  groupsOf,
  levelRules,
  levelWidths,
  meanOf,
  nearestLevels,
  placeOf,
  strengthOf,
  swingsBefore,
  type LevelOptions,
} from './level-clusters.ts';
import { heldFrom, swingMarks, type SwingMarks } from './swings.ts';
import { zigzagLegs, type ZigzagPoint } from './zigzag-legs.ts';

/** One complete period, and the open of the one that follows it, which Woodie's points need. */
export type PivotPeriod = Readonly<Record<'open' | 'high' | 'low' | 'close', number>> & {
  readonly nextOpen?: number;
};

export type PivotKind = 'standard' | 'woodie' | 'demark' | 'camarilla' | 'fibonacci';

/** Prices; NaN where a kind has no such level. */
export type PivotPoints = Readonly<
  Record<'p' | 'r1' | 'r2' | 'r3' | 'r4' | 's1' | 's2' | 's3' | 's4', number>
>;

export type Level = {
  /** The mean of its swings. */
  readonly price: number;
  /** Swings, highs and lows alike, that make it up. */
  readonly touches: number;
  /** 0 to 1; see `levels`. */
  readonly strength: number;
  /** When its newest swing's bar opened, epoch milliseconds. */
  readonly lastTest: number;
  /** Beside the last close; a level exactly there is support. */
  readonly kind: 'support' | 'resistance';
};

/**
 * Williams's fractals: highs above, and lows below, those of `span` bars on each side.
 *
 * Marked on the bar of the swing itself, for drawing: a swing is KNOWN only `span` bars later, so nothing may be decided
 * from these before then. `knownPivots(bars, span, span)` is the view without hindsight.
 *
 * @returns the price on swing bars, NaN on all others
 * @throws RangeError unless `span` is a whole number from 1
 */
export function fractals(bars: Bars, span: number): SwingMarks {
  return swingMarks(bars, span, span);
}

/** As `fractals`, with `left` bars before and `right` bars after; known `right` bars later. */
export function pivots(bars: Bars, left: number, right: number): SwingMarks {
  return swingMarks(bars, left, right);
}

/**
 * The newest pivot high and low that are known at each bar, as rules may use them: later bars change nothing.
 *
 * @returns prices, held from the bar that confirms one to the bar that confirms the next; NaN before the first
 */
export function knownPivots(bars: Bars, left: number, right: number): SwingMarks {
  const { high, low } = swingMarks(bars, left, right);
  return { high: heldFrom(high, right), low: heldFrom(low, right) };
}

/**
 * Turning points that alternate, each at least `pct` percent from the last. The first is where the first leg begins, the
 * last is provisional. Empty while no move is large enough. Bars without a price are passed over.
 *
 * @param from whether legs reach from close to close, or from high to low. A bar that takes its leg further is not asked
 *   whether it turned as well.
 * @throws RangeError unless `pct` is positive
 */
export function zigzag(
  bars: Bars,
  { pct, from }: { readonly pct: number; readonly from: 'close' | 'high-low' },
): readonly ZigzagPoint[] {
  if (!(pct > 0)) throw new RangeError(`pct must be positive, not ${pct}.`);
  const series =
    from === 'close'
      ? { highs: bars.close, lows: bars.close }
      : { highs: bars.high, lows: bars.low };
  return zigzagLegs(bars, series, pct);
}

/**
 * The levels that a complete period gives for the one after it. Woodie's are NaN without that one's open.
 *
 * Standard and Woodie have three on each side, DeMark one, Camarilla four (its p is the close), Fibonacci three.
 */
export function pivotPoints(previous: PivotPeriod, kind: PivotKind): PivotPoints {
  const { high, low, close } = previous;
  const range = high - low;
  switch (kind) {
    case 'standard':
      return floor((high + low + close) / 3, previous);
    case 'woodie':
      return floor((high + low + 2 * (previous.nextOpen ?? NaN)) / 4, previous);
    case 'demark': {
      const x = deMarkSum(previous);
      return { ...NO_POINTS, p: x / 4, r1: x / 2 - low, s1: x / 2 - high };
    }
    case 'camarilla':
      return around(
        close,
        [12, 6, 4, 2].map((part) => (range * 1.1) / part),
      );
    case 'fibonacci':
      return around(
        (high + low + close) / 3,
        [0.382, 0.618, 1].map((part) => range * part),
      );
  }
}

/**
 * Prices at which the bars have turned more than once: swings of the last `lookback` bars, known by the last bar, in
 * groups no wider than `width` (see `groupsOf`). Ascending. Empty while the ATR warms up or without a last close.
 *
 * Strength, our own score from 0 to 1, is half 1 − 1/touches, three tenths how recently it was touched (1 at the last bar,
 * 0 at the far end of `lookback`), and two tenths v/(1 + v), where v is the mean volume of its swings over that of all
 * bars looked at. Where there is no volume the others make up the whole.
 *
 * @throws RangeError when an option is out of range
 */
export function levels(bars: Bars, options: LevelOptions = {}): readonly Level[] {
  const rules = levelRules(options);
  const last = bars.close.length - 1;
  const close = bars.close[last] ?? NaN;
  if (Number.isNaN(close)) return [];
  const swings = swingsBefore(bars, rules);
  const prices = swings.map(({ price }) => price);
  return groupsOf(prices, levelWidths(bars, rules)[last] ?? NaN)
    .filter(({ from, to }) => to - from >= rules.minTouches)
    .map((group): Level => {
      const touched = swings.slice(group.from, group.to).map(({ bar }) => bar);
      const price = meanOf(prices, group);
      return {
        price,
        touches: touched.length,
        strength: strengthOf(bars, touched, rules),
        lastTest: bars.openedAt[Math.max(...touched)] ?? NaN,
        kind: price <= close ? 'support' : 'resistance',
      };
    });
}

/**
 * At each bar, what `levels` would call the nearest support and resistance if the bars ended there: the highest level not
 * above the close and the lowest above it. Later bars change nothing.
 *
 * A close that falls through its support has the next one below it as its support from then on: a break is a close below
 * the support of the bar BEFORE.
 *
 * @returns prices; NaN until the first level, and wherever there is none on that side
 * @throws RangeError when an option is out of range
 */
export function supportResistance(
  bars: Bars,
  options: LevelOptions = {},
): { readonly support: Float64Array; readonly resistance: Float64Array } {
  const rules = levelRules(options);
  const { span, lookback, minTouches } = rules;
  const marks = swingMarks(bars, span, span);
  const widths = levelWidths(bars, rules);
  const { length } = bars.close;
  const support = new Float64Array(length);
  const resistance = new Float64Array(length);
  const known: number[] = [];
  for (let i = 0; i < length; i++) {
    for (const side of [marks.high, marks.low]) {
      const entering = side[i - span] ?? NaN;
      const leaving = side[i - lookback] ?? NaN;
      if (!Number.isNaN(entering)) known.splice(placeOf(known, entering), 0, entering);
      if (!Number.isNaN(leaving)) known.splice(placeOf(known, leaving), 1);
    }
    const close = bars.close[i] ?? NaN;
    const nearest = nearestLevels(known, { close, width: widths[i] ?? NaN, minTouches });
    support[i] = nearest.support;
    resistance[i] = nearest.resistance;
  }
  return { support, resistance };
}

const NO_POINTS: PivotPoints = {
  p: NaN,
  r1: NaN,
  r2: NaN,
  r3: NaN,
  r4: NaN,
  s1: NaN,
  s2: NaN,
  s3: NaN,
  s4: NaN,
};

function floor(p: number, { high, low }: PivotPeriod): PivotPoints {
  const range = high - low;
  return {
    ...NO_POINTS,
    p,
    r1: 2 * p - low,
    s1: 2 * p - high,
    r2: p + range,
    s2: p - range,
    r3: high + 2 * (p - low),
    s3: low - 2 * (high - p),
  };
}

function around(p: number, [one = NaN, two = NaN, three = NaN, four = NaN]: number[]): PivotPoints {
  return {
    p,
    r1: p + one,
    r2: p + two,
    r3: p + three,
    r4: p + four,
    s1: p - one,
    s2: p - two,
    s3: p - three,
    s4: p - four,
  };
}

function deMarkSum({ open, high, low, close }: PivotPeriod): number {
  if (close < open) return high + 2 * low + close;
  return close > open ? 2 * high + low + close : high + low + 2 * close;
}
