import { adx } from '../../analysis/adx.ts';
import { defineMeasure } from '../measure.ts';

/** With the two directional indicators. */
export const adxMeasure = defineMeasure({
  kind: 'series',
  name: 'adx',
  says: 'Average Directional Index',
  periods: [{ name: 'period', default: 14, min: 2, max: 200 }],
  outputs: ['value', 'plus', 'minus'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  rearm: { points: 1 },
  lookback: ({ period }) => 18 * period,
  compute: (bars, { period }) => {
    const found = adx(bars, period);
    return { value: found.adx, plus: found.plusDI, minus: found.minusDI };
  },
  examples: ['adx14 > 25', 'adx.plus x> adx.minus'],
});
