import { describe, expect, test } from 'vitest';
import { adx } from '../../src/analysis/adx.ts';
import { atr, atrStop, natr, superTrend, trueRange } from '../../src/analysis/atr.ts';
import { ema, sma, wilder, wma } from '../../src/analysis/average.ts';
import { bollinger, bollingerBands } from '../../src/analysis/bollinger.ts';
import { spread } from '../../src/analysis/deviation.ts';
import { donchian } from '../../src/analysis/donchian.ts';
import { highest, lowest } from '../../src/analysis/extremes.ts';
import { macd } from '../../src/analysis/macd.ts';
import { mfi, roc } from '../../src/analysis/momentum.ts';
import { rsi, rsiCutler, stochRsi } from '../../src/analysis/rsi.ts';
import { percentileRank } from '../../src/analysis/stats.ts';
import { stochastic } from '../../src/analysis/stochastic.ts';
import { historicalVolatility } from '../../src/analysis/volatility.ts';
import { obv, volumeRatio, volumeZ, volumeZMedian, vwap } from '../../src/analysis/volume.ts';
import { seriesContract, type SeriesCase } from '../support/series-contract.ts';
import { aWalk } from '../support/walk.ts';

type Kernel = Omit<SeriesCase, 'compute'> & {
  compute: (bars: Parameters<SeriesCase['compute']>[0], period: number) => Columns;
};
type Columns = ReturnType<SeriesCase['compute']>;

/** Every kernel that takes a period, by what it makes of 5 bars. */
const WITH_PERIOD: readonly Kernel[] = [
  { name: 'sma', compute: (b, n) => ({ value: sma(b.close, n) }), warmUp: { value: 4 } },
  { name: 'ema', compute: (b, n) => ({ value: ema(b.close, n) }), warmUp: { value: 4 } },
  { name: 'wilder', compute: (b, n) => ({ value: wilder(b.close, n) }), warmUp: { value: 4 } },
  { name: 'wma', compute: (b, n) => ({ value: wma(b.close, n) }), warmUp: { value: 4 } },
  { name: 'highest', compute: (b, n) => ({ value: highest(b.high, n) }), warmUp: { value: 4 } },
  { name: 'lowest', compute: (b, n) => ({ value: lowest(b.low, n) }), warmUp: { value: 4 } },
  {
    name: 'spread',
    compute: (b, n) => ({ ...spread(b.close, { period: n, of: 'population' }) }),
    warmUp: { mean: 4, deviation: 4 },
  },
  { name: 'rsi', compute: (b, n) => ({ value: rsi(b.close, n) }), warmUp: { value: 5 } },
  {
    name: 'rsiCutler',
    compute: (b, n) => ({ value: rsiCutler(b.close, n) }),
    warmUp: { value: 5 },
  },
  {
    name: 'stochRsi',
    compute: (b, n) => ({ ...stochRsi(b.close, { rsi: n, stoch: 4, smooth: 3 }) }),
    warmUp: { value: 8, signal: 10 },
  },
  {
    name: 'macd',
    compute: (b, n) => ({ ...macd(b.close, { fast: n, slow: 9, signal: 4 }) }),
    warmUp: { line: 8, signal: 11, histogram: 11 },
  },
  {
    name: 'bollinger',
    compute: (b, n) => ({ ...bollinger(b.close, n, 2) }),
    warmUp: { upper: 4, middle: 4, lower: 4, width: 4, percentB: 4, z: 4 },
  },
  {
    name: 'bollingerBands',
    compute: (b, n) => ({ ...bollingerBands(b.close, { period: n, k: 2 }) }),
    warmUp: { upper: 4, middle: 4, lower: 4 },
  },
  { name: 'atr', compute: (b, n) => ({ value: atr(b, n) }), warmUp: { value: 5 } },
  { name: 'natr', compute: (b, n) => ({ value: natr(b, n) }), warmUp: { value: 5 } },
  {
    name: 'atrStop',
    compute: (b, n) => ({ ...atrStop(b, { period: n, multiple: 3, from: 'high-low' }) }),
    warmUp: { stop: 5, isBullish: 5 },
  },
  {
    name: 'superTrend',
    compute: (b, n) => ({ ...superTrend(b, { period: n, multiple: 2 }) }),
    warmUp: { stop: 5, isBullish: 5 },
  },
  {
    name: 'adx',
    compute: (b, n) => ({ ...adx(b, n) }),
    warmUp: { adx: 9, plusDI: 5, minusDI: 5 },
  },
  {
    name: 'stochastic',
    compute: (b, n) => ({ ...stochastic(b, { period: n }) }),
    warmUp: { raw: 4, k: 6, d: 8 },
  },
  {
    name: 'roc',
    compute: (b, n) => ({ value: roc(b.close, n) }),
    warmUp: { value: 5 },
    gap: 'cells',
  },
  { name: 'mfi', compute: (b, n) => ({ value: mfi(b, n) }), warmUp: { value: 5 } },
  {
    name: 'volumeRatio',
    compute: (b, n) => ({ value: volumeRatio(b.volume, n) }),
    warmUp: { value: 5 },
  },
  { name: 'volumeZ', compute: (b, n) => ({ value: volumeZ(b.volume, n) }), warmUp: { value: 5 } },
  {
    name: 'volumeZMedian',
    compute: (b, n) => ({ value: volumeZMedian(b.volume, n) }),
    warmUp: { value: 5 },
  },
  {
    name: 'donchian',
    compute: (b, n) => ({ ...donchian(b, n) }),
    warmUp: { upper: 5, lower: 5 },
    isPrior: true,
  },
  {
    name: 'percentileRank',
    compute: (b, n) => ({ value: percentileRank(b.close, n) }),
    warmUp: { value: 5 },
  },
  {
    name: 'historicalVolatility',
    compute: (b, n) => ({ value: historicalVolatility(b.close, n) }),
    warmUp: { value: 5 },
  },
];

const WITHOUT: readonly SeriesCase[] = [
  { name: 'trueRange', compute: (b) => ({ value: trueRange(b) }), warmUp: { value: 1 } },
  { name: 'obv', compute: (b) => ({ value: obv(b) }), warmUp: { value: 0 } },
  { name: 'vwap', compute: (b) => ({ value: vwap(b) }), warmUp: { value: 0 } },
];

for (const kernel of WITH_PERIOD) {
  seriesContract({ ...kernel, compute: (bars) => kernel.compute(bars, 5) });
}
for (const kernel of WITHOUT) seriesContract(kernel);

describe.each(WITH_PERIOD)('$name', ({ compute }) => {
  test.each([0, -1, 2.5, NaN, Infinity])('refuses a period of %d by name', (period) => {
    const wrong = expect(() => compute(aWalk(30), period));
    wrong.toThrow(RangeError);
    wrong.toThrow(/must be a whole number of bars, at least 1/);
  });

  test.each([31, 1_000_000])('says nothing of 30 bars with a period of %d', (period) => {
    // The period is one of several, and reaches the first output.
    const [first] = Object.values(compute(aWalk(30), period));
    expect(first?.every((value) => Number.isNaN(value))).toBe(true);
  });
});
