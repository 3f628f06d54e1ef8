import { obv, volumeRatio, volumeZ } from '../../analysis/volume.ts';
import { defineMeasure } from '../measure.ts';

/** Of one bar. */
export const volumeMeasure = defineMeasure({
  kind: 'series',
  name: 'volume',
  says: 'volume',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'shares' },
  hasVolume: true,
  rearm: { pct: 5 },
  lookback: () => 1,
  compute: ({ volume }) => ({ value: volume }),
  examples: ['volume > 50m', 'volume@1h > 2 * volume@1h[1]'],
});

/** Against the mean of the bars before it, none of them this one. */
export const volumeRatioMeasure = defineMeasure({
  kind: 'series',
  name: 'volratio',
  says: 'volume against its average before',
  periods: [{ name: 'period', default: 20, min: 1, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'ratio' },
  hasVolume: true,
  rearm: { pct: 10 },
  lookback: ({ period }) => period + 1,
  compute: ({ volume }, { period }) => ({ value: volumeRatio(volume, period) }),
  examples: ['volratio20 > 2', 'volratio > 3 and change > 3%'],
});

/** In deviations from the mean of the bars before it. */
export const volumeZMeasure = defineMeasure({
  kind: 'series',
  name: 'volz',
  says: 'volume in deviations from its average before',
  periods: [{ name: 'period', default: 20, min: 20, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'sigma' },
  hasVolume: true,
  rearm: { points: 0.5 },
  lookback: ({ period }) => period + 1,
  compute: ({ volume }, { period }) => ({ value: volumeZ(volume, period) }),
  examples: ['volz20 > 2.5'],
});

/** Counted from the first bar that is kept, so only its changes mean something. */
export const obvMeasure = defineMeasure({
  kind: 'series',
  name: 'obv',
  says: 'on-balance volume',
  periods: [],
  outputs: ['value'],
  unit: { kind: 'shares' },
  hasVolume: true,
  rearm: { pct: 1 },
  lookback: () => 250,
  compute: (bars) => ({ value: obv(bars) }),
  examples: ['obv > obv[5]'],
});
