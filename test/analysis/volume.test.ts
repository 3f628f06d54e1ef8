import { describe, expect, test } from 'vitest';
import { obv, volumeRatio, volumeZ, volumeZMedian, vwap } from '../../src/analysis/volume.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import { barsOf, type BarWish } from '../support/bars.ts';
import { expectClose } from '../support/series-contract.ts';
import { deviation, mean } from '../support/textbook.ts';
import { aWalk } from '../support/walk.ts';

describe('obv', () => {
  const bars = (rows: readonly (readonly [close: number, volume: number])[]) =>
    barsOf(rows.map(([close, volume], at) => ({ at, close, volume })));

  test('starts at 0, adds what rose, takes away what fell, and leaves out what did neither', () => {
    const found = obv(
      bars([
        [10, 500],
        [11, 30],
        [11, 70],
        [9, 50],
        [10, 5],
      ]),
    );
    expect([...found]).toEqual([0, 30, 30, -20, -15]);
  });

  test('starts at 0 again behind a volume that is missing', () => {
    const found = obv(
      bars([
        [10, 1],
        [11, 2],
        [12, NaN],
        [13, 4],
        [14, 5],
      ]),
    );
    expect([...found]).toEqual([0, 2, NaN, 0, 5]);
  });
});

describe('vwap', () => {
  const at = (day: number, hour: number, [price, volume]: readonly [number, number]): BarWish => ({
    at: day * DAY_MS + hour * HOUR_MS,
    close: price,
    volume,
  });

  test('of bars within a day begins with each UTC day', () => {
    const rows = [at(0, 14, [10, 1]), at(0, 15, [13, 2]), at(1, 14, [50, 1]), at(1, 15, [30, 3])];
    expectClose(vwap(barsOf(rows)), [10, 12, 50, 35]);
  });

  test('of daily bars goes on from the first, when summer time begins too', () => {
    const rows = [at(0, 14, [10, 1]), at(1, 14, [13, 2]), at(2, 13, [20, 3])];
    expectClose(vwap(barsOf(rows)), [10, 12, 16]);
  });

  test('weighs typical prices: a third of high, low and close', () => {
    const rows = [{ ...at(0, 14, [12, 5]), high: 16, low: 8 }];
    expect([...vwap(barsOf(rows))]).toEqual([12]);
    expect([...vwap(barsOf([{ ...at(0, 14, [12, 5]), high: 18, low: 9 }]))]).toEqual([13]);
  });

  test('tells the length of bars from the first that lie within a day, so adding bars changes nothing', () => {
    const bars = barsOf([at(0, 20, [10, 1]), at(3, 14, [20, 1]), at(3, 15, [40, 1])]);
    // The first step could be that of weekly bars; the second settles it, and its day began at 20.
    expectClose(vwap(bars), [10, 15, 30]);
  });

  test('is unknown before anything was traded', () => {
    const rows = [at(0, 14, [10, 0]), at(0, 15, [13, 2]), at(1, 14, [50, 0])];
    expect([...vwap(barsOf(rows))]).toEqual([NaN, 13, NaN]);
  });
});

describe('against the bars before:', () => {
  const LAST = Float64Array.of(10, 20, 30, 40, 125);

  test('the ratio to their mean', () => {
    expect([...volumeRatio(LAST, 4)]).toEqual([NaN, NaN, NaN, NaN, 5]);
  });

  test('the distance in their sample deviations', () => {
    expect(volumeZ(LAST, 4)[4]).toBeCloseTo(100 / Math.sqrt(500 / 3), 12);
  });

  test('the distance from their median in median deviations', () => {
    // Median 25; 15, 5, 5 and 15 from it.
    expect(volumeZMedian(LAST, 4)[4]).toBeCloseTo(100 / 14.826, 12);
    expect(volumeZMedian(Float64Array.of(9, 1, 2, 8), 3)[3]).toBeCloseTo(6 / 1.4826, 12);
  });

  test('one burst hides the next from the mean, not from the median', () => {
    const volume = Float64Array.from({ length: 40 }, (_, i) => 100 + (i % 5));
    volume[25] = 2_000;
    volume[35] = 2_000;
    expect(volumeZ(volume, 20)[35]).toBeLessThan(5);
    expect(volumeZMedian(volume, 20)[35]).toBeGreaterThan(500);
  });

  test('alike or nothing, they tell nothing', () => {
    const alike = Float64Array.of(0.1, 0.1, 0.1, 7);
    expect(volumeZ(alike, 3)[3]).toBeNaN();
    expect(volumeZMedian(alike, 3)[3]).toBeNaN();
    expect(volumeRatio(Float64Array.of(0.1, 0.3, 0, 0, 0, 7), 3)[5]).toBeNaN();
  });

  test('as the textbook has it', () => {
    const { volume } = aWalk(300);
    const before = (make: (window: readonly number[]) => number) =>
      Array.from(volume, (_, i) => (i < 20 ? NaN : make(Array.from(volume.slice(i - 20, i)))));
    const usual = before(mean);
    const sigma = before((window) => deviation(window, 1));
    const half = (window: readonly number[]) => {
      const sorted = window.toSorted((a, b) => a - b);
      return ((sorted[9] ?? NaN) + (sorted[10] ?? NaN)) / 2;
    };
    const middle = before(half);
    const spread = before((window) => 1.4826 * half(window.map((v) => Math.abs(v - half(window)))));
    const z = (from: readonly number[], by: readonly number[]) =>
      Array.from(volume, (now, i) => (now - (from[i] ?? NaN)) / (by[i] ?? NaN));
    expectClose(
      volumeRatio(volume, 20),
      Array.from(volume, (now, i) => now / (usual[i] ?? NaN)),
    );
    expectClose(volumeZ(volume, 20), z(usual, sigma));
    expectClose(volumeZMedian(volume, 20), z(middle, spread));
  });
});
