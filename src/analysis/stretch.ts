/**
 * One law for missing cells (NaN, and anything that is not finite): a series is computed as if each stretch between two
 * gaps were a series of its own. So a gap reaches exactly the windows that hold it, and an average that remembers
 * everything starts anew behind it: a missing price never becomes a number, and never blinds what follows for ever.
 */

/** Sliding sums are summed from scratch once in so many bars, so that rounding cannot pile up. */
export const REFRESH_BARS = 4_096;

/**
 * A sum that shrinks to this part of what has left it, or less, is summed from scratch: its last digits are those of what has
 * left. Without it one bad tick would stay in the average, and sold-out volume would not come back to 0.
 */
export const FADED = 1e-6;

type Stretch = (from: number, to: number) => void;

/** Calls `visit` for every stretch of bars, `from` included and `to` not, in which all columns have their cells. */
export function eachStretch(columns: readonly Float64Array[], visit: Stretch): void {
  const length = columns[0]?.length ?? 0;
  const gaps = columns.map((column) => gapFrom(column, 0));
  for (let from = 0; from < length;) {
    const to = Math.min(...gaps);
    if (to > from) visit(from, to);
    from = to + 1;
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at];
      if (column !== undefined && (gaps[at] ?? NaN) < from) gaps[at] = gapFrom(column, from);
    }
  }
}

/**
 * The last bar of the first window at or after `from` that holds `count` cells and no gap; everything before it is blanked in
 * `into`. The column's length when there is none.
 */
export function endOfWarmUp(
  columns: readonly Float64Array[],
  into: readonly Float64Array[],
  { from, count }: { readonly from: number; readonly count: number },
): number {
  const length = columns[0]?.length ?? 0;
  let known = 0;
  let last = from;
  for (; last < length; last++) {
    known = hasGap(columns, last) ? 0 : known + 1;
    if (known >= count) break;
  }
  for (const column of into) blank(column, from, last);
  return last;
}

/** NaN from `from` to before `to`. */
export function blank(column: Float64Array, from: number, to: number): void {
  const end = Math.min(to, column.length);
  for (let i = from; i < end; i++) column[i] = NaN;
}

/** A column for a kernel to write to: the one that the caller lends, or a new one. */
export function columnFor(input: Float64Array, into: Float64Array | undefined): Float64Array {
  if (into === undefined) return new Float64Array(input.length);
  if (into.length === input.length && into !== input) return into;
  throw new RangeError(
    `A result of ${input.length} bars needs a column of that length, not ${into.length}.`,
  );
}

function gapFrom(column: Float64Array, from: number): number {
  for (let i = from; i < column.length; i++) {
    const cell = column[i] ?? NaN;
    if (cell - cell !== 0) return i;
  }
  return column.length;
}

function hasGap(columns: readonly Float64Array[], at: number): boolean {
  for (const column of columns) {
    const cell = column[at] ?? NaN;
    if (cell - cell !== 0) return true;
  }
  return false;
}
