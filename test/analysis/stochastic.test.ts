import { expect, test } from 'vitest';
import { stochastic } from '../../src/analysis/stochastic.ts';
import { barsOf } from '../support/bars.ts';
import { expectClose } from '../support/series-contract.ts';
import { mean } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

test('by hand: where the close stands in the last two bars', () => {
  const bars = barsOf([
    { at: 0, high: 10, low: 6, close: 7 },
    { at: 1, high: 12, low: 8, close: 9 },
    { at: 2, high: 11, low: 8, close: 8 },
    { at: 3, high: 14, low: 10, close: 14 },
  ]);
  const { raw, k, d } = stochastic(bars, { period: 2, smoothK: 2, smoothD: 2 });
  expectClose(raw, [NaN, 50, 0, 100]);
  expectClose(k, [NaN, NaN, 25, 50]);
  expectClose(d, [NaN, NaN, NaN, 37.5]);
});

test('is 14, 3, 3 unless told', () => {
  const bars = aWalk(300);
  const { raw, k, d } = stochastic(bars);
  for (let i = 17; i < 300; i++) {
    const high = Math.max(...bars.high.slice(i - 13, i + 1));
    const low = Math.min(...bars.low.slice(i - 13, i + 1));
    expect(raw[i]).toBeCloseTo((100 * ((bars.close[i] ?? NaN) - low)) / (high - low), 9);
    expect(k[i]).toBeCloseTo(mean(Array.from(raw.slice(i - 2, i + 1))), 9);
    expect(d[i]).toBeCloseTo(mean(Array.from(k.slice(i - 2, i + 1))), 9);
  }
});

test('a range of nothing is unknown, and so is every average over it', () => {
  const closes = [5, 7, 6, 6, 6, 7, 8, 9, 8, 7];
  const bars = barsOf(closes.map((close, at) => ({ at, close })));
  const { raw, k, d } = stochastic(bars, { period: 2, smoothK: 2, smoothD: 2 });
  expect([...raw]).toEqual([NaN, 100, 0, NaN, NaN, 100, 100, 100, 0, 0]);
  expect([...k]).toEqual([NaN, NaN, 50, NaN, NaN, NaN, 100, 100, 50, 0]);
  expect([...d]).toEqual([NaN, NaN, NaN, NaN, NaN, NaN, NaN, 100, 75, 25]);
});
