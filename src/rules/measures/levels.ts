import { supportResistance } from '../../analysis/levels.ts';
import { defineMeasure } from '../measure.ts';

/** From swings that are known by then; the nearest level not above the close. */
export const supportMeasure = defineMeasure({
  kind: 'series',
  name: 'support',
  says: 'nearest support (clustered swings)',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: () => 300,
  compute: (bars) => ({ value: supportResistance(bars).support }),
  examples: ['close x< support[1]'],
});

/** From swings that are known by then; the nearest level above the close. */
export const resistanceMeasure = defineMeasure({
  kind: 'series',
  name: 'resistance',
  says: 'nearest resistance (clustered swings)',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  lookback: () => 300,
  compute: (bars) => ({ value: supportResistance(bars).resistance }),
  examples: ['close x> resistance[1]'],
});
