import { inertText, type Cell } from '../core/csv.ts';
import type { BookTable } from './book-tables.ts';

/** What a cell of a sheet may hold. */
const LONGEST = 32_000;
const WIDTH = 16;

/**
 * Tables as one xlsx file, a sheet each. Numbers are numbers; everything else is a text, and no text is a formula, nor becomes
 * one when the sheet is saved as CSV. What writes it is loaded at the first file.
 */
export async function workbook(tables: readonly BookTable[]): Promise<Buffer> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const sheets = tables.map(({ name, head, rows }) => ({
    sheet: name,
    stickyRowsCount: 1,
    columns: head.map(() => ({ width: WIDTH })),
    data: [
      head.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
      ...rows.map((row) => row.map(cellOf)),
    ],
  }));
  return writeXlsxFile(sheets).toBuffer();
}

function cellOf(cell: Cell) {
  if (cell === undefined) return null;
  if (typeof cell === 'number') return Number.isFinite(cell) ? { value: cell, type: Number } : null;
  // XML has no words for most control characters.
  const text = inertText(cell).replaceAll(/[^\P{Cc}\t\n\r]/gu, '');
  return { value: text.slice(0, LONGEST), type: String };
}
