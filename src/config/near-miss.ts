/** Shorter names are too alike to guess from: PORT and HOST are one letter from ordinary words. */
const SHORTEST = 6;

/**
 * The known name that a mistyped one probably means: at most one slip in a short name, two in a long one.
 *
 * @returns undefined when nothing is near enough
 */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  if (name.length < SHORTEST) return undefined;
  const allowed = name.length < 9 ? 1 : 2;
  const near = known
    .filter((other) => other.length >= SHORTEST && Math.abs(other.length - name.length) <= allowed)
    .map((other) => ({ other, slips: slips(name.toUpperCase(), other, allowed) }))
    .filter(({ slips }) => slips <= allowed)
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.other;
}

/** Letters to add, drop, change or swap with a neighbour to turn one word into the other; Infinity past `allowed`. */
function slips(from: string, to: string, allowed: number): number {
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? (beforeLast[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed, swapped));
    }
    // A swap reaches two rows back, and no row below both holds less than their least.
    if (Math.min(...last, ...row) > allowed) return Infinity;
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
