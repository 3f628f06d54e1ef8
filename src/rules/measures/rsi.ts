import { rsi, rsiCutler, stochRsi } from '../../analysis/rsi.ts';
import { defineMeasure } from '../measure.ts';

/** As Wilder smooths it. */
export const rsiMeasure = defineMeasure({
  kind: 'series',
  name: 'rsi',
  says: 'Relative Strength Index (Wilder)',
  periods: [{ name: 'period', default: 14, min: 2, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  rearm: { points: 2 },
  lookback: ({ period }) => 10 * period,
  compute: ({ close }, { period }) => ({ value: rsi(close, period) }),
  examples: ['rsi14@1h < 30', 'rsi x> 70'],
});

/** With plain means, as some programs have it. */
export const rsiCutlerMeasure = defineMeasure({
  kind: 'series',
  name: 'rsicutler',
  says: 'Relative Strength Index (Cutler, plain means)',
  periods: [{ name: 'period', default: 14, min: 2, max: 500 }],
  outputs: ['value'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  rearm: { points: 2 },
  lookback: ({ period }) => period + 1,
  compute: ({ close }, { period }) => ({ value: rsiCutler(close, period) }),
  examples: ['rsicutler14 < 30'],
});

/** Where RSI stands within its own range. */
export const stochRsiMeasure = defineMeasure({
  kind: 'series',
  name: 'stochrsi',
  says: 'stochastic of RSI',
  periods: [
    { name: 'rsi', default: 14, min: 2, max: 200 },
    { name: 'stoch', default: 14, min: 2, max: 200 },
    { name: 'smooth', default: 3, min: 1, max: 50 },
  ],
  outputs: ['value', 'signal'],
  unit: { kind: 'bounded', min: 0, max: 100 },
  rearm: { points: 5 },
  lookback: ({ rsi: bars, stoch, smooth }) => 10 * bars + stoch + smooth,
  compute: ({ close }, periods) => stochRsi(close, periods),
  examples: ['stochrsi < 20', 'stochrsi x> stochrsi.signal'],
});
