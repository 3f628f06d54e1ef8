import { describe, expect, test } from 'vitest';
import type { Bars } from '../../src/core/market.ts';
import { aWalk } from './walk.ts';

/** One kernel as the contract tries it. */
export type SeriesCase = {
  readonly name: string;
  compute(bars: Bars): Columns;
  /** For each output, in how many first bars it is NaN, and after which it never is on bars that move and are whole. */
  readonly warmUp: { readonly [output: string]: number };
  /**
   * What a missing bar does. `restart`: what follows is as if the series began behind it. `cells`: only results made of a
   * missing cell are NaN, so that a bar in the middle of a span does not matter.
   */
  readonly gap?: 'restart' | 'cells';
  /** Made of the bars before: the missing bar itself has a value still. */
  readonly isPrior?: true;
};

type Columns = { readonly [output: string]: Float64Array };

const COLUMNS = ['openedAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/** What every series keeps: registers its tests. */
export function seriesContract(series: SeriesCase): void {
  const { name, compute, warmUp } = series;
  const longest = Math.max(...Object.values(warmUp));
  const bars = aWalk(longest + 150);

  describe(`${name} keeps the contract of a series:`, () => {
    test('results as long as the input, NaN exactly in warm-up', () => {
      const found = compute(bars);
      expect(Object.keys(found).toSorted()).toEqual(Object.keys(warmUp).toSorted());
      for (const [output, column] of Object.entries(found)) {
        expect(column).toBeInstanceOf(Float64Array);
        expect(column).toHaveLength(bars.close.length);
        const known = column.map((value) => (Number.isFinite(value) ? 1 : 0));
        const first = warmUp[output] ?? NaN;
        expect(known, output).toEqual(known.map((_, i) => (i < first ? 0 : 1)));
      }
    });

    test('bars that are added never change what was said of those before', () => {
      const all = compute(bars);
      for (let length = 0; length < bars.close.length; length++) {
        expect(compute(part(bars, 0, length))).toEqual(mapped(all, (c) => c.slice(0, length)));
      }
    });

    test('the input stays as it was, and no result is part of it', () => {
      const before = structuredClone(bars);
      const found = compute(bars);
      expect(bars).toEqual(before);
      for (const column of Object.values(found)) {
        expect(COLUMNS.map((key) => bars[key].buffer)).not.toContain(column.buffer);
      }
    });

    test('no bars, one bar and too few bars are answered in kind', () => {
      for (const length of [0, 1, longest]) {
        const found = compute(part(bars, 0, length));
        for (const [output, column] of Object.entries(found)) {
          expect(column).toHaveLength(length);
          const first = warmUp[output] ?? NaN;
          expect(column.slice(0, first).every((value) => Number.isNaN(value))).toBe(true);
        }
      }
    });

    test.each([0, 1, longest, longest + 40, longest + 41, bars.close.length - 1])(
      'a gap at bar %i is never filled, and blinds nothing for ever',
      (at) => checkGap(series, bars, at),
    );

    test('two gaps in a row are as one', () => {
      const at = longest + 20;
      const found = compute(without(without(bars, at), at + 1));
      const fresh = compute(part(bars, at + 2));
      checkBehind(series, found, { fresh, from: at + 2 });
    });
  });
}

/** The same bars with nothing known of one of them. */
export function without(bars: Bars, at: number): Bars {
  const cut = (column: Float64Array) => column.map((value, i) => (i === at ? NaN : value));
  return { ...eachOf(bars, cut), openedAt: bars.openedAt };
}

/** Bars `from` to before `to`. */
export function part(bars: Bars, from: number, to?: number): Bars {
  return eachOf(bars, (column) => column.slice(from, to));
}

/** Expects two columns to tell the same, up to rounding; NaN equals NaN. */
export function expectClose(found: Float64Array, wanted: ArrayLike<number>, what = ''): void {
  const apart = Array.from(found).flatMap((value, i) => {
    const want = wanted[i] ?? NaN;
    const isSame = Object.is(value, want) || Math.abs(value - want) <= 1e-9 + 1e-9 * Math.abs(want);
    return isSame || (Number.isNaN(value) && Number.isNaN(want)) ? [] : [`${i}: ${value}, ${want}`];
  });
  expect(found, what).toHaveLength(wanted.length);
  expect(apart, what).toEqual([]);
}

function checkGap(series: SeriesCase, bars: Bars, at: number): void {
  const found = series.compute(without(bars, at));
  const whole = series.compute(bars);
  for (const [output, column] of Object.entries(found)) {
    expect(column.slice(0, at), `${output} before`).toEqual(whole[output]?.slice(0, at));
    if (series.isPrior) expect(column[at]).toEqual(whole[output]?.[at]);
    else expect(column[at], `${output} in the gap`).toBeNaN();
  }
  checkBehind(series, found, { fresh: series.compute(part(bars, at + 1)), from: at + 1 });
}

type Behind = { readonly fresh: Columns; readonly from: number };

function checkBehind({ gap, warmUp }: SeriesCase, found: Columns, { fresh, from }: Behind): void {
  for (const [output, column] of Object.entries(found)) {
    const wanted = fresh[output] ?? new Float64Array();
    const skip = gap === 'cells' ? (warmUp[output] ?? NaN) : 0;
    expectClose(column.slice(from + skip), wanted.slice(skip), `${output} behind the gap`);
  }
}

function eachOf(bars: Bars, change: (column: Float64Array) => Float64Array): Bars {
  return {
    openedAt: change(bars.openedAt),
    open: change(bars.open),
    high: change(bars.high),
    low: change(bars.low),
    close: change(bars.close),
    volume: change(bars.volume),
  };
}

function mapped(columns: Columns, change: (column: Float64Array) => Float64Array): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([output, column]) => [output, change(column)]),
  );
}
