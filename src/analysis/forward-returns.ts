/** Moves over the same number of bars, in percent. NaN where there are none. */
export type Moves = {
  readonly n: number;
  readonly medianPct: number;
  readonly meanPct: number;
  /** Share of them above 0, in percent. */
  readonly upPct: number;
};

/** The deepest falls after something, in percent, 0 or less; NaN where there are none. */
export type Falls = { readonly n: number; readonly medianPct: number; readonly worstPct: number };

/**
 * What the price did within `bars` bars from each of some bars, from close to close. Those too near the end of the series
 * to tell, or without a price, are left out.
 *
 * @param indexes of bars in `close`, in any order
 * @returns moves in percent, in the order of `indexes`
 */
export function forwardReturns(
  close: Float64Array,
  indexes: Iterable<number>,
  bars: number,
): Float64Array {
  const moves: number[] = [];
  for (const index of indexes) {
    const from = close[index] ?? NaN;
    const move = (((close[index + bars] ?? NaN) - from) * 100) / from;
    if (Number.isFinite(move)) moves.push(move);
  }
  return Float64Array.from(moves);
}

/**
 * How far below each of some closes the price went at worst within the `bars` bars after it, by their lows. Bars without
 * so many after them are left out, since what was still to come is not known.
 *
 * @returns percent, 0 or less, in the order of `indexes`
 */
export function forwardFalls(
  { close, low }: { readonly close: Float64Array; readonly low: Float64Array },
  indexes: Iterable<number>,
  bars: number,
): Float64Array {
  const falls: number[] = [];
  for (const index of indexes) {
    if (index + bars >= close.length) continue;
    const from = close[index] ?? NaN;
    let least = from;
    for (let at = index + 1; at <= index + bars; at++) {
      const reached = low[at] ?? NaN;
      if (reached < least) least = reached;
    }
    const fall = ((least - from) * 100) / from;
    if (Number.isFinite(fall)) falls.push(fall);
  }
  return Float64Array.from(falls);
}

/** Moves summed up. */
export function movesOf(moves: Float64Array): Moves {
  const { length: n } = moves;
  const sum = moves.reduce((total, move) => total + move, 0);
  const up = moves.reduce((count, move) => count + (move > 0 ? 1 : 0), 0);
  return { n, medianPct: median(moves), meanPct: sum / n, upPct: (100 * up) / n };
}

/** Falls summed up. */
export function fallsOf(falls: Float64Array): Falls {
  const worst = falls.reduce((least, fall) => Math.min(least, fall), Infinity);
  return {
    n: falls.length,
    medianPct: median(falls),
    worstPct: falls.length === 0 ? NaN : worst,
  };
}

/** The middle of some numbers, the mean of the middle two where they are even in number; NaN of none. */
export function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? NaN;
  return Number.isInteger(half) ? (upper + (sorted[half - 1] ?? NaN)) / 2 : upper;
}

/** How many of some bars, in order, come within `bars` bars of the one before: what follows them is partly the same. */
export function overlapping(indexes: readonly number[], bars: number): number {
  return indexes.filter((index, n) => n > 0 && index - (indexes[n - 1] ?? -Infinity) < bars).length;
}
