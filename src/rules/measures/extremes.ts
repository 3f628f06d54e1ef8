import { donchian } from '../../analysis/donchian.ts';
import { defineMeasure } from '../measure.ts';

/** What all four share: prices that a market comes back to. */
const EXTREME = {
  kind: 'series',
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
} as const;

/** Of a bar itself, or with a number of the bars before it. */
const OF_BARS = {
  ...EXTREME,
  periods: [{ name: 'bars', default: 0, min: 0, max: 500 }],
  isPrior: ({ bars }: { readonly bars: number }) => bars > 0,
  lookback: ({ bars }: { readonly bars: number }) => bars + 1,
} as const;

/** 52 weeks of trading days. */
const YEAR = 252;

const OF_A_YEAR = {
  ...EXTREME,
  periods: [],
  timeframe: '1d',
  isPrior: () => true,
  lookback: () => YEAR + 1,
} as const;

/** A bar's own high; with a number, the highest of so many bars before it. */
export const highMeasure = defineMeasure({
  ...OF_BARS,
  name: 'high',
  says: 'high (with a number: the highest of so many bars before)',
  compute: (all, { bars }) => ({ value: bars === 0 ? all.high : donchian(all, bars).upper }),
  examples: ['price > high20', 'high > high[1]'],
});

/** A bar's own low; with a number, the lowest of so many bars before it. */
export const lowMeasure = defineMeasure({
  ...OF_BARS,
  name: 'low',
  says: 'low (with a number: the lowest of so many bars before)',
  compute: (all, { bars }) => ({ value: bars === 0 ? all.low : donchian(all, bars).lower }),
  examples: ['price < low55', 'low < low[1]'],
});

/** The highest of the 252 days before. */
export const high52wMeasure = defineMeasure({
  ...OF_A_YEAR,
  name: 'high52w',
  says: 'high of the 52 weeks before',
  compute: (all) => ({ value: donchian(all, YEAR).upper }),
  examples: ['price > high52w', '-10% from high52w'],
});

/** The lowest of the 252 days before. */
export const low52wMeasure = defineMeasure({
  ...OF_A_YEAR,
  name: 'low52w',
  says: 'low of the 52 weeks before',
  compute: (all) => ({ value: donchian(all, YEAR).lower }),
  examples: ['price < low52w', '+20% from low52w'],
});
