import * as fc from 'fast-check';
import type { Bars } from '../../src/core/market.ts';
import { DAY_MS } from '../../src/core/time.ts';

/** What is left out follows from the close: the open is the close before, high and low lie `half` around. */
export type BarRow = {
  readonly close: number;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly volume?: number;
};

/** Daily bars from 1 January 1970. A number stands for a bar of that close. */
export function barsOf(rows: readonly (BarRow | number)[], half = 0.5): Bars {
  const full = rows.map((row) => (typeof row === 'number' ? { close: row } : row));
  const column = (value: (row: BarRow, n: number) => number) => Float64Array.from(full, value);
  return {
    openedAt: column((_, n) => n * DAY_MS),
    open: column(({ open, close }, n) => open ?? full[n - 1]?.close ?? close),
    high: column(({ high, close }) => high ?? close + half),
    low: column(({ low, close }) => low ?? close - half),
    close: column(({ close }) => close),
    volume: column(({ volume }) => volume ?? 0),
  };
}

/** Every column cut or changed alike. */
export function eachColumn(bars: Bars, change: (column: Float64Array) => Float64Array): Bars {
  return {
    openedAt: bars.openedAt,
    open: change(bars.open),
    high: change(bars.high),
    low: change(bars.low),
    close: change(bars.close),
    volume: bars.volume,
  };
}

/** The first `count` bars. */
export function firstBars(bars: Bars, count: number): Bars {
  const cut = eachColumn(bars, (column) => column.subarray(0, count));
  return {
    ...cut,
    openedAt: bars.openedAt.subarray(0, count),
    volume: bars.volume.subarray(0, count),
  };
}

/** Prices times −1: what rose falls, and highs are lows. */
export function mirrored(bars: Bars): Bars {
  const { high, low, ...rest } = eachColumn(bars, (column) => column.map((price) => -price));
  return { ...rest, high: low, low: high };
}

/** −0 written as 0, so that mirrored figures compare. */
export function plain(values: Float64Array): readonly number[] {
  return Array.from(values, (value) => value + 0);
}

/** Bars of whole prices around 200 that often repeat each other, so that ties are common. */
export const walks = (maxLength = 120) =>
  fc
    .array(
      fc.record({
        step: fc.integer({ min: -3, max: 3 }),
        up: fc.nat(3),
        down: fc.nat(3),
        volume: fc.nat(9),
      }),
      { minLength: 1, maxLength, size: 'max' },
    )
    .map((steps) => {
      let close = 200;
      return barsOf(
        steps.map(({ step, up, down, volume }) => {
          const open = close;
          close += step;
          const high = Math.max(open, close) + up;
          return { open, close, high, low: Math.min(open, close) - down, volume };
        }),
      );
    });
