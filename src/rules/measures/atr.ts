import { atr, natr } from '../../analysis/atr.ts';
import { defineMeasure } from '../measure.ts';

/** In money. */
export const atrMeasure = defineMeasure({
  kind: 'series',
  name: 'atr',
  says: 'Average True Range',
  periods: [{ name: 'period', default: 14, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'price' },
  isDifference: true,
  rearm: { pct: 2 },
  lookback: ({ period }) => period + 100,
  compute: (bars, { period }) => ({ value: atr(bars, period) }),
  examples: ['atr14 > 5', 'close > close[1] + 2 * atr14[1]'],
});

/** In percent of the close. */
export const natrMeasure = defineMeasure({
  kind: 'series',
  name: 'natr',
  says: 'Average True Range in percent',
  periods: [{ name: 'period', default: 14, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'percent', min: 0 },
  rearm: { points: 0.2 },
  lookback: ({ period }) => period + 100,
  compute: (bars, { period }) => ({ value: natr(bars, period) }),
  examples: ['natr14 > 4%'],
});
