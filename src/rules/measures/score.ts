import { percentileRank } from '../../analysis/stats.ts';
import type { Bars } from '../../core/market.ts';
import { defineMeasure, type Columns, type Periods, type SeriesMeasure } from '../measure.ts';
import { adxMeasure } from './adx.ts';
import { rocMeasure } from './momentum.ts';
import { rsiMeasure } from './rsi.ts';
import { volumeRatioMeasure } from './volume.ts';

/** One measure of a score. A weight below 0 turns it round: what is high then counts as low. */
export type ScorePart = {
  readonly measure: SeriesMeasure;
  readonly periods: Periods;
  readonly output: string;
  readonly weight: number;
};

/** A year of days: what is unbounded is told by its rank among so many values before it. */
const RANKED_BARS = 250;

const USUAL: readonly ScorePart[] = [
  { measure: rsiMeasure, periods: { period: 14 }, output: 'value', weight: 1 },
  { measure: rocMeasure, periods: { period: 20 }, output: 'value', weight: 1 },
  { measure: adxMeasure, periods: { period: 14 }, output: 'value', weight: 1 },
  { measure: volumeRatioMeasure, periods: { period: 20 }, output: 'value', weight: 1 },
];

/**
 * A score of 0 to 100 from weighted measures: bounded ones as they are, others as their percentile rank among the 250 values
 * before. Unknown as soon as one of them is.
 *
 * @param variant tells scores of other weights apart
 */
export function scoreOf(parts: readonly ScorePart[], variant: string) {
  const longest = Math.max(...parts.map(({ measure, periods }) => measure.lookback(periods)));
  return defineMeasure({
    kind: 'series',
    name: 'score',
    says: 'score of this chat’s measures',
    periods: [],
    outputs: ['value'],
    unit: { kind: 'bounded', min: 0, max: 100 },
    variant,
    rearm: { points: 5 },
    lookback: () => longest + RANKED_BARS + 1,
    compute: (bars, _, columns) => ({ value: weighed(bars, parts, columns) }),
    examples: ['score > 80', 'score x< 20'],
  });
}

/** The score of a chat that has chosen nothing. */
export const scoreMeasure = scoreOf(USUAL, '');

function weighed(
  { close }: Bars,
  parts: readonly ScorePart[],
  columns: Columns | undefined,
): Float64Array {
  const score = new Float64Array(close.length);
  const total = parts.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  for (const part of parts) {
    const column = columns?.column({ ...part, kind: 'series', barsAgo: 0 });
    const share = column && shareOf(part, column);
    for (let i = 0; i < score.length; i++) {
      const value = share?.[i] ?? NaN;
      const high = part.weight < 0 ? 100 - value : value;
      score[i] = (score[i] ?? NaN) + (Math.abs(part.weight) * high) / total;
    }
  }
  return score;
}

function shareOf({ measure, output }: ScorePart, column: Float64Array): Float64Array {
  const unit = measure.units?.[output] ?? measure.unit;
  if (unit.kind !== 'bounded') return percentileRank(column, RANKED_BARS);
  const { min, max } = unit;
  return column.map((value) => (100 * (value - min)) / (max - min));
}
