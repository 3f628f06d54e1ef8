import { type BarRow, UNIT_FACTOR } from './bar-row.ts';

/** Prices known from elsewhere, just before the first row and just after the last. */
export type Anchors = { readonly before: number | undefined; readonly after: number | undefined };

/** Consecutive rows in one unit. An anchor weighs nothing. */
type Stretch = { readonly rows: readonly BarRow[]; readonly first: number; readonly last: number };

/** How near the prices on both sides of a stretch must be for it to be an excursion from them. */
const SAME_FACTOR = 5;

/**
 * Leaves out stretches that are off by a hundredfold (pence among pounds, or worse) and come back: those whose
 * neighbours on both sides agree and are more than they are. A series that changes its footing and stays there is whole.
 *
 * @param rows oldest first
 */
export function onOneFooting(rows: readonly BarRow[], anchors: Anchors): readonly BarRow[] {
  const stack: Stretch[] = [];
  for (const stretch of stretchesOf(rows, anchors)) {
    stack.push(stretch);
    for (let joined = joinAround(stack); joined !== undefined; joined = joinAround(stack)) {
      stack.splice(-3, 3, joined);
    }
  }
  return stack.flatMap(({ rows: kept }) => kept);
}

/** The last three stretches without the middle one, if that is an excursion. */
function joinAround(stack: readonly Stretch[]): Stretch | undefined {
  const [before, middle, after] = stack.slice(-3);
  if (before === undefined || middle === undefined || after === undefined) return undefined;
  if (factorBetween(before.last, after.first) >= SAME_FACTOR) return undefined;
  if (middle.rows.length >= before.rows.length + after.rows.length) return undefined;
  return { rows: [...before.rows, ...after.rows], first: before.first, last: after.last };
}

function stretchesOf(rows: readonly BarRow[], { before, after }: Anchors): readonly Stretch[] {
  const points = [
    ...(before === undefined ? [] : [{ price: before, rows: [] }]),
    ...rows.map((row) => ({ price: row.close, rows: [row] })),
    ...(after === undefined ? [] : [{ price: after, rows: [] }]),
  ];
  const found: { rows: BarRow[]; first: number; last: number }[] = [];
  for (const { price, rows: own } of points) {
    const current = found.at(-1);
    if (current !== undefined && factorBetween(current.last, price) < UNIT_FACTOR) {
      current.rows.push(...own);
      current.last = price;
    } else found.push({ rows: [...own], first: price, last: price });
  }
  return found;
}

function factorBetween(a: number, b: number): number {
  return Math.max(a / b, b / a);
}
