/** What a cell holds; undefined is an empty one. */
export type Cell = string | number | undefined;

/** A spreadsheet takes a text that begins so for a formula, and works it out. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A table as CSV by RFC 4180: lines end in CRLF, texts stand in quotes, numbers as they are. A text that a spreadsheet would
 * take for a formula gets an apostrophe before it, which makes it a text there.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

/** A text that no spreadsheet takes for a formula: with an apostrophe before it where one would. */
export function inertText(given: string): string {
  const text = given.toWellFormed().replaceAll('\0', '');
  return FORMULA.test(text) ? `'${text}` : text;
}

function written(cell: Cell): string {
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '""';
  return `"${inertText(cell ?? '').replaceAll('"', '""')}"`;
}
