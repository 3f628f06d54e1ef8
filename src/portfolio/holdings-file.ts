import Papa from 'papaparse';
import { parseTicker } from '../core/ticker.ts';
import { decimalSignOf, readNumber } from './file-cells.ts';
import { findColumns, UNNAMED, type Columns } from './file-columns.ts';
import { mergeLots, type FileHolding } from './file-lots.ts';
import { readRow, type FileProblem } from './file-row.ts';

export type HoldingsFile =
  | {
      readonly kind: 'read';
      /** Each ticker once. */
      readonly holdings: readonly FileHolding[];
      readonly bad: readonly FileProblem[];
      /** Rows that are neither purchase nor sale: dividends, deposits. */
      readonly passed: number;
    }
  | { readonly kind: 'empty' }
  /** No row names a ticker and a quantity; `seen` is the first one. */
  | { readonly kind: 'no-columns'; readonly seen: readonly string[] }
  /** A quote that opens in this row never ends: everything behind it would be one cell. */
  | { readonly kind: 'open-quote'; readonly row: number };

/** Reads a file of holdings, or of purchases and sales, as brokers' pages export them: commas, semicolons or tabs. */
export function readHoldingsFile(text: string): HoldingsFile {
  const { data, errors } = Papa.parse<string[]>(text, {
    delimitersToGuess: [',', ';', '\t', '|'],
  });
  const rows = data.map((row) => row.map((cell) => cell.trim()));
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  if (filled.length === 0) return { kind: 'empty' };
  const open = errors.find(({ code }) => code === 'MissingQuotes');
  if (open !== undefined) return { kind: 'open-quote', row: (open.row ?? 0) + 1 };
  const named = findColumns(rows) ?? unnamed(rows);
  if (named === undefined) return { kind: 'no-columns', seen: (filled[0] ?? []).filter(Boolean) };
  const { head, columns } = named;
  const sign = decimalSignOf(
    rows.slice(head + 1).flatMap((row) => amounts(columns).map((at) => row[at] ?? '')),
  );
  const read = rows.flatMap((cells, i) =>
    i <= head || cells.every((cell) => cell === '')
      ? []
      : [readRow({ row: i + 1, cells, columns, sign })],
  );
  const { holdings, bad } = mergeLots(read.flatMap((one) => (one.kind === 'lot' ? [one.lot] : [])));
  const unread = read.flatMap((one) => (one.kind === 'bad' ? [one.problem] : []));
  return {
    kind: 'read',
    holdings,
    bad: [...unread, ...bad].sort((a, b) => a.row - b.row),
    passed: read.filter(({ kind }) => kind === 'passed').length,
  };
}

/** A bare list, `NVDA,100,121.40,2026-03-01`, needs no head. */
function unnamed(rows: readonly (readonly string[])[]) {
  const first = rows.find((row) => row.some((cell) => cell !== ''));
  const [ticker = '', quantity = ''] = first ?? [];
  const isBare =
    parseTicker(ticker) !== undefined && readNumber(quantity, undefined).kind === 'read';
  return isBare ? { head: -1, columns: UNNAMED } : undefined;
}

function amounts({ quantity, price, total }: Columns): readonly number[] {
  return [quantity, price, total].flatMap((at) => at ?? []);
}
