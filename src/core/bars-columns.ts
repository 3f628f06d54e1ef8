import type { Bars } from './market.ts';

/** No bars at all. */
export function emptyBars(): Bars {
  return madeOf(() => new Float64Array(0));
}

/** Bars `from` up to but not including `to`, as Array.slice counts. The result shares its memory with `bars`. */
export function sliceBars(bars: Bars, from: number, to?: number): Bars {
  return madeOf((name) => bars[name].subarray(from, to));
}

/** `earlier`, then those bars of `later` that opened after its last one. Never changes what it is given. */
export function concatBars(earlier: Bars, later: Bars): Bars {
  const last = earlier.openedAt.at(-1) ?? -Infinity;
  const first = lastIndexAt(later.openedAt, last) + 1;
  if (first >= later.openedAt.length) return earlier;
  return madeOf((name) => joined(earlier[name], later[name].subarray(first)));
}

/** The last place whose value is not above `at`, by halving, in a column that never falls; -1 when there is none. */
export function lastIndexAt(column: Float64Array, at: number): number {
  let below = -1;
  let above = column.length;
  while (above - below > 1) {
    const middle = (below + above) >>> 1;
    if ((column[middle] ?? NaN) <= at) below = middle;
    else above = middle;
  }
  return below;
}

/** One column after the other. */
export function joined(earlier: Float64Array, later: Float64Array): Float64Array {
  const all = new Float64Array(earlier.length + later.length);
  all.set(earlier);
  all.set(later, earlier.length);
  return all;
}

/** Bars whose columns are made one by one, each told its name. */
export function madeOf(column: (name: keyof Bars) => Float64Array): Bars {
  return {
    openedAt: column('openedAt'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}
