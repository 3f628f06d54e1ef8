import type { Bars } from '../../src/core/market.ts';

/** One bar as a test writes it; what is left out follows from `close`. */
export type BarWish = {
  readonly at: number;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close?: number;
  readonly volume?: number;
};

/** Columns out of rows. A bar is flat at 100 with 1,000 shares unless told otherwise. */
export function barsOf(rows: readonly BarWish[]): Bars {
  const column = (cell: (row: BarWish) => number): Float64Array => Float64Array.from(rows, cell);
  const close = (row: BarWish): number => row.close ?? 100;
  return {
    openedAt: column(({ at }) => at),
    open: column((row) => row.open ?? close(row)),
    high: column((row) => row.high ?? close(row)),
    low: column((row) => row.low ?? close(row)),
    close: column(close),
    volume: column((row) => row.volume ?? 1_000),
  };
}
