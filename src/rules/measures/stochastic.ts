import { stochastic } from '../../analysis/stochastic.ts';
import { defineMeasure } from '../measure.ts';

/** The slow one. */
export const stochasticMeasure = defineMeasure({
  kind: 'series',
  name: 'stoch',
  says: 'slow stochastic',
  periods: [
    { name: 'period', default: 14, min: 2, max: 200 },
    { name: 'smoothk', default: 3, min: 1, max: 50 },
    { name: 'smoothd', default: 3, min: 1, max: 50 },
  ],
  outputs: ['k', 'd'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  rearm: { points: 5 },
  lookback: ({ period, smoothk, smoothd }) => period + smoothk + smoothd,
  compute: (bars, { period, smoothk, smoothd }) => {
    const { k, d } = stochastic(bars, { period, smoothK: smoothk, smoothD: smoothd });
    return { k, d };
  },
  examples: ['stoch < 20', 'stoch.k x> stoch.d@1h'],
});
