/**
 * The candidates spelled most like `text`, nearest first and otherwise in their given order. One or two slips (a letter
 * wrong, missing, too many, or two swapped) are forgiven; in three letters or fewer only one.
 */
export function nearest<T extends string>(text: string, candidates: readonly T[]): readonly T[] {
  const most = text.length <= 3 ? 1 : 2;
  return candidates
    .map((candidate) => ({ candidate, slips: slipsBetween(text, candidate) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips)
    .map(({ candidate }) => candidate);
}

/** Optimal string alignment distance: edits and swaps of neighbours, each counted once. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(isSwap ? Math.min(cost, (beforeLast[column - 2] ?? 0) + 1) : cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
