import { ema, sma, wma } from '../../analysis/average.ts';
import { defineMeasure } from '../measure.ts';

/** The plain mean of the last closes. */
export const smaMeasure = defineMeasure({
  kind: 'series',
  name: 'sma',
  says: 'simple moving average',
  periods: [{ name: 'period', default: 20, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: ({ period }) => period,
  compute: ({ close }, { period }) => ({ value: sma(close, period) }),
  examples: ['price x sma200', 'price < sma50@1h', 'sma50 x> sma200'],
});

/** The exponential mean, seeded by a simple one. */
export const emaMeasure = defineMeasure({
  kind: 'series',
  name: 'ema',
  says: 'exponential moving average',
  periods: [{ name: 'period', default: 20, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: ({ period }) => period + 100,
  compute: ({ close }, { period }) => ({ value: ema(close, period) }),
  examples: ['price x> ema20', 'ema12 x< ema26@1h'],
});

/** The mean with weights that fall by one a bar. */
export const wmaMeasure = defineMeasure({
  kind: 'series',
  name: 'wma',
  says: 'weighted moving average',
  periods: [{ name: 'period', default: 20, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: ({ period }) => period,
  compute: ({ close }, { period }) => ({ value: wma(close, period) }),
  examples: ['price x< wma30'],
});
