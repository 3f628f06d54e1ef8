import { macd } from '../../analysis/macd.ts';
import { defineMeasure } from '../measure.ts';

/** Line, signal and histogram are differences of prices, so they are in money. */
export const macdMeasure = defineMeasure({
  kind: 'series',
  name: 'macd',
  says: 'moving average convergence/divergence',
  periods: [
    { name: 'fast', default: 12, min: 1, max: 200 },
    { name: 'slow', default: 26, min: 2, max: 400 },
    { name: 'signal', default: 9, min: 1, max: 200 },
  ],
  outputs: ['line', 'signal', 'hist'],
  unit: { kind: 'price' },
  isDifference: true,
  rearm: { pct: 0.5 },
  lookback: ({ slow, signal }) => slow + signal + 100,
  compute: ({ close }, periods) => {
    const { line, signal, histogram } = macd(close, periods);
    return { line, signal, hist: histogram };
  },
  examples: ['macd x> macd.signal', 'macd.hist > 0', 'macd x 0'],
});
