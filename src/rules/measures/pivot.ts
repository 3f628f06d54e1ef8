import { pivotPoints } from '../../analysis/levels.ts';
import type { Bars } from '../../core/market.ts';
import { defineMeasure } from '../measure.ts';

const OUTPUTS = ['p', 'r1', 'r2', 'r3', 's1', 's2', 's3'] as const;

/** Standard pivot points of the bar before: of yesterday for days, of last week for weeks. */
export const pivotMeasure = defineMeasure({
  kind: 'series',
  name: 'pivot',
  says: 'pivot point of the bar before (standard)',
  periods: [],
  outputs: OUTPUTS,
  timeframe: '1d',
  unit: { kind: 'price' },
  isPrior: () => true,
  rearm: { pct: 0.5 },
  lookback: () => 2,
  compute: pivotColumns,
  examples: ['price x> pivot.r1', 'close < pivot@1w'],
});

function pivotColumns({ open, high, low, close }: Bars) {
  const columns = {
    p: blank(close),
    r1: blank(close),
    r2: blank(close),
    r3: blank(close),
    s1: blank(close),
    s2: blank(close),
    s3: blank(close),
  };
  for (let i = 1; i < close.length; i++) {
    const before = {
      open: open[i - 1] ?? NaN,
      high: high[i - 1] ?? NaN,
      low: low[i - 1] ?? NaN,
      close: close[i - 1] ?? NaN,
    };
    const points = pivotPoints(before, 'standard');
    for (const output of OUTPUTS) columns[output][i] = points[output];
  }
  return columns;
}

function blank({ length }: Float64Array): Float64Array {
  return new Float64Array(length).fill(NaN);
}
