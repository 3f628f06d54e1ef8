import { defineMeasure } from '../measure.ts';

/** Of one bar. */
export const openMeasure = defineMeasure({
  kind: 'series',
  name: 'open',
  says: 'open',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: () => 1,
  compute: ({ open }) => ({ value: open }),
  examples: ['close > open'],
});

/** Of one bar, closed. */
export const closeMeasure = defineMeasure({
  kind: 'series',
  name: 'close',
  says: 'close',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: () => 1,
  compute: ({ close }) => ({ value: close }),
  examples: ['close > 150', 'close x sma20'],
});
