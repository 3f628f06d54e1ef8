/**
 * One law for missing cells (NaN, and anything that is not finite): a series is computed as if each stretch between two
 * gaps were a series of its own. So a gap reaches exactly the windows that hold it, and an average that remembers
 * everything starts anew behind it: a missing price never becomes a number, and never blinds what follows for ever.
 */

/**
 * Bars that a loop does in one go. Sliding sums are summed from scratch behind them, so that rounding cannot pile up. And a loop
 * that is called often is compiled well; one that is entered once, for a million bars, never is. Even, for those that take two
 * bars a turn.
 */
const BLOCK_BARS = 4_096;

/**
 * A sum that shrinks to this part of what has left it, or less, is summed from scratch: its last digits are those of what has
 * left. Without it one bad tick would stay in the average, and sold-out volume would not come back to 0.
 */
export const FADED = 1e-6;

type Columns = readonly Float64Array[];

/** Bars `from` to before `to`. */
export type Span = { readonly from: number; readonly to: number };

/** Calls `visit` for every stretch of bars in which all columns have their cells. */
export function eachStretch(columns: Columns, visit: (from: number, to: number) => void): void {
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

/** How a result follows from bar to bar. */
export type Recurrence = {
  readonly columns: Columns;
  readonly into: Columns;
  /** Whole bars that the first result needs. */
  readonly count: number;
  /** Writes the first result, at that bar. Returns something that is finite unless the window has a gap. */
  seed(at: number): number;
  /** Writes those of the span, which follow a bar that has one. Returns the first bar that is a gap, else the span's end. */
  follow(span: Span): number;
};

/** Writes every bar of `into`: NaN until the recurrence has its seed, and again from each gap on. */
export function recur(recurrence: Recurrence): void {
  const { columns, into, count } = recurrence;
  const length = columns[0]?.length ?? 0;
  for (let from = 0; from < length;) {
    let first = from + count - 1;
    // Most series are whole: look for gaps only where the seed shows that there are some.
    if (first >= length || !Number.isFinite(recurrence.seed(first))) {
      first = endOfWindow(columns, from, count);
      if (first < length) recurrence.seed(first);
    }
    for (const column of into) blank(column, from, Math.min(first, length));
    from = first + 1;
    for (let to = from; from === to && to < length;) {
      to = Math.min(from + BLOCK_BARS, length);
      from = recurrence.follow({ from, to });
    }
    if (from < length) {
      for (const column of into) column[from] = NaN;
      from++;
    }
  }
}

/** A column for a kernel to write to: the one that the caller lends, or a new one. */
export function columnFor(input: Float64Array, into: Float64Array | undefined): Float64Array {
  if (into === undefined) return new Float64Array(input.length);
  if (into.length === input.length && into !== input) return into;
  throw new RangeError(
    `The result of ${input.length} bars needs a column of its own of that length.`,
  );
}

/** The last bar of the first window at or behind `from` that has no gap, or the length when there is none. */
function endOfWindow(columns: Columns, from: number, count: number): number {
  const length = columns[0]?.length ?? 0;
  let first = from;
  for (let last = first + count - 1; last < length; last = first + count - 1) {
    let start = first;
    for (const column of columns) start = Math.max(start, behindGaps(column, first, last));
    if (start === first) return last;
    first = start;
  }
  return length;
}

function blank(column: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) column[i] = NaN;
}

/** The bar behind the last gap of the window, or `first` when it has none. */
function behindGaps(column: Float64Array, first: number, last: number): number {
  for (let i = last; i >= first; i--) {
    const cell = column[i] ?? NaN;
    if (cell - cell !== 0) return i + 1;
  }
  return first;
}

function gapFrom(column: Float64Array, from: number): number {
  for (let i = from; i < column.length; i++) {
    const cell = column[i] ?? NaN;
    if (cell - cell !== 0) return i;
  }
  return column.length;
}
