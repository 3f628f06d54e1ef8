import { donchian } from '../../analysis/donchian.ts';
import { defineMeasure } from '../measure.ts';

const BARS = { name: 'bars', default: 0, min: 0, max: 500 } as const;

/** 52 weeks of trading days. */
const YEAR = 252;

/** A bar's own high; with a number, the highest of so many bars before it. */
export const highMeasure = defineMeasure({
  kind: 'series',
  name: 'high',
  says: 'high (with a number: the highest of so many bars before)',
  periods: [BARS],
  outputs: ['value'],
  unit: { kind: 'price' },
  isPrior: ({ bars }) => bars > 0,
  rearm: { pct: 0.5 },
  lookback: ({ bars }) => bars + 1,
  compute: (all, { bars }) => ({ value: bars === 0 ? all.high : donchian(all, bars).upper }),
  examples: ['price > high20', 'high > high[1]'],
});

/** A bar's own low; with a number, the lowest of so many bars before it. */
export const lowMeasure = defineMeasure({
  kind: 'series',
  name: 'low',
  says: 'low (with a number: the lowest of so many bars before)',
  periods: [BARS],
  outputs: ['value'],
  unit: { kind: 'price' },
  isPrior: ({ bars }) => bars > 0,
  rearm: { pct: 0.5 },
  lookback: ({ bars }) => bars + 1,
  compute: (all, { bars }) => ({ value: bars === 0 ? all.low : donchian(all, bars).lower }),
  examples: ['price < low55', 'low < low[1]'],
});

/** The highest of the 252 days before. */
export const high52wMeasure = defineMeasure({
  kind: 'series',
  name: 'high52w',
  says: 'high of the 52 weeks before',
  periods: [],
  timeframe: '1d',
  outputs: ['value'],
  unit: { kind: 'price' },
  isPrior: () => true,
  rearm: { pct: 0.5 },
  lookback: () => YEAR + 1,
  compute: (all) => ({ value: donchian(all, YEAR).upper }),
  examples: ['price > high52w', '-10% from high52w'],
});

/** The lowest of the 252 days before. */
export const low52wMeasure = defineMeasure({
  kind: 'series',
  name: 'low52w',
  says: 'low of the 52 weeks before',
  periods: [],
  timeframe: '1d',
  outputs: ['value'],
  unit: { kind: 'price' },
  isPrior: () => true,
  rearm: { pct: 0.5 },
  lookback: () => YEAR + 1,
  compute: (all) => ({ value: donchian(all, YEAR).lower }),
  examples: ['price < low52w', '+20% from low52w'],
});
