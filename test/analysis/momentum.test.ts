import { describe, expect, test } from 'vitest';
import { mfi, roc } from '../../src/analysis/momentum.ts';
import { barsOf } from '../support/bars.ts';
import { expectClose } from '../support/series-contract.ts';
import { aWalk } from '../support/walk.ts';

describe('roc', () => {
  test('is in percent of the earlier value', () => {
    expect([...roc(Float64Array.of(100, 80, 90, 120), 2)]).toEqual([NaN, NaN, -10, 50]);
  });

  test('knows no percentage of nothing', () => {
    expect([...roc(Float64Array.of(0, 5), 1)]).toEqual([NaN, NaN]);
  });

  test('does not mind what is missing in between', () => {
    const found = roc(Float64Array.of(100, NaN, 90, 110, 99), 2);
    expect([...found]).toEqual([NaN, NaN, -10, NaN, 10]);
  });
});

describe('mfi', () => {
  const money = (rows: readonly (readonly [price: number, volume: number])[]) =>
    barsOf(rows.map(([close, volume], at) => ({ at, close, volume })));

  test('by hand: 60 rising, 40 falling, 30 neither', () => {
    const found = mfi(
      money([
        [9, 100],
        [10, 6],
        [8, 5],
        [8, 4],
      ]),
      3,
    );
    expectClose(found, [NaN, NaN, NaN, 60]);
  });

  test('is exactly 100 of rising money alone, and 0 of falling', () => {
    const rows = Array.from({ length: 30 }, (_, i) => [1 + i, 10.1 + i] as const);
    expect(new Set(mfi(money(rows), 14).slice(14))).toEqual(new Set([100]));
    expect(new Set(mfi(money(rows.toReversed()), 14).slice(14))).toEqual(new Set([0]));
  });

  test('is unknown where no money moved: no volume, or no change of price', () => {
    const still = money([
      [9, 1.1],
      [10, 0.7],
      [10, 5],
      [10, 3],
      [11, 0],
    ]);
    expect([...mfi(still, 2)]).toEqual([NaN, NaN, 100, NaN, NaN]);
  });

  test('as the textbook has it', () => {
    const bars = aWalk(300);
    const typical = Array.from(
      bars.close,
      (close, i) => ((bars.high[i] ?? NaN) + (bars.low[i] ?? NaN) + close) / 3,
    );
    const wanted = typical.map((_, i) => {
      if (i < 14) return NaN;
      let [rising, falling] = [0, 0];
      for (let at = i - 13; at <= i; at++) {
        const flow = (typical[at] ?? NaN) * (bars.volume[at] ?? NaN);
        if ((typical[at] ?? NaN) > (typical[at - 1] ?? NaN)) rising += flow;
        else falling += flow;
      }
      return 100 - 100 / (1 + rising / falling);
    });
    expectClose(mfi(bars, 14), wanted);
  });
});
