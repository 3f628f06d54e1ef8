const MOST = 3;

/** The known words that `word` may be a slip of, nearest first: one slip in a short word, two in a longer one. */
export function nearest(word: string, known: Iterable<string>): string[] {
  const typed = word.toLowerCase();
  const reach = typed.length <= 4 ? 1 : 2;
  return [...known]
    .map((name) => ({ name, slips: slipsBetween(typed, name) }))
    .filter(({ slips }) => slips <= reach)
    .sort((a, b) => a.slips - b.slips)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** Edit distance where two neighbours swapped are one slip (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = (last[j - 1] ?? Infinity) + (isSame ? 0 : 1);
      const swapped = isSwap ? (beforeLast[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min((last[j] ?? Infinity) + 1, (row[j - 1] ?? Infinity) + 1, changed, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? Infinity;
}
