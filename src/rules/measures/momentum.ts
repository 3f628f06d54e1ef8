import { mfi, roc } from '../../analysis/momentum.ts';
import { defineMeasure } from '../measure.ts';

/** Against the close so many bars before. */
export const rocMeasure = defineMeasure({
  kind: 'series',
  name: 'roc',
  says: 'rate of change',
  periods: [{ name: 'period', default: 10, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'percent', min: -100 },
  rearm: { points: 0.5 },
  lookback: ({ period }) => period + 1,
  compute: ({ close }, { period }) => ({ value: roc(close, period) }),
  examples: ['roc10 > 5%', 'roc20 < -10%'],
});

/** RSI with the money that changed hands. */
export const mfiMeasure = defineMeasure({
  kind: 'series',
  name: 'mfi',
  says: 'Money Flow Index',
  periods: [{ name: 'period', default: 14, min: 2, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  hasVolume: true,
  rearm: { points: 2 },
  lookback: ({ period }) => period + 1,
  compute: (bars, { period }) => ({ value: mfi(bars, period) }),
  examples: ['mfi14 < 20'],
});
