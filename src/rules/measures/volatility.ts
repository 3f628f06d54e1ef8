import { historicalVolatility } from '../../analysis/volatility.ts';
import { defineMeasure } from '../measure.ts';

/** Yearly, from the deviation of daily returns (252 a year). */
export const volatilityMeasure = defineMeasure({
  kind: 'series',
  name: 'hv',
  says: 'historical volatility a year',
  periods: [{ name: 'period', default: 20, min: 2, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'percent', min: 0 },
  rearm: { points: 1 },
  lookback: ({ period }) => period + 1,
  compute: ({ close }, { period }) => ({ value: historicalVolatility(close, period) }),
  examples: ['hv20 > 60%'],
});
