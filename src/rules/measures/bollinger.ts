import { bollinger } from '../../analysis/bollinger.ts';
import { defineMeasure } from '../measure.ts';

/** Two population deviations around a plain mean, unless told. */
export const bollingerMeasure = defineMeasure({
  kind: 'series',
  name: 'bb',
  says: 'Bollinger bands',
  periods: [
    { name: 'period', default: 20, min: 2, max: 500 },
    { name: 'width', default: 2, min: 0.5, max: 10 },
  ],
  outputs: ['upper', 'middle', 'lower', 'width', 'b'],
  unit: { kind: 'price' },
  units: { width: { kind: 'ratio' }, b: { kind: 'ratio' } },
  rearm: { pct: 0.5 },
  lookback: ({ period }) => period,
  compute: ({ close }, { period, width }) => {
    const { upper, middle, lower, ...rest } = bollinger(close, period, width);
    return { upper, middle, lower, width: rest.width, b: rest.percentB };
  },
  examples: ['price < bb.lower', 'price x> bb20,2.upper@1h', 'bb.width < 0.05'],
});
