import { vwap } from '../../analysis/volume.ts';
import { defineMeasure } from '../measure.ts';

/** Anchored at the start of each day, so it is asked of bars within one. */
export const vwapMeasure = defineMeasure({
  kind: 'series',
  name: 'vwap',
  says: 'volume-weighted average price of the day',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'price' },
  timeframe: '5m',
  hasVolume: true,
  rearm: { pct: 0.2 },
  lookback: () => 300,
  compute: (bars) => ({ value: vwap(bars) }),
  examples: ['price x> vwap', 'price < vwap@15m'],
});
