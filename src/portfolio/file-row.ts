import { parseTicker, type Ticker } from '../core/ticker.ts';
import type { IsoDate } from '../core/zone.ts';
import { readDay, readNumber, type CellRead, type DecimalSign } from './file-cells.ts';
import type { Column, Columns } from './file-columns.ts';

/** A row that could not be taken. `row` counts from 1, with the head. */
export type FileProblem = { readonly row: number; readonly text: string; readonly why: string };

/** One purchase or sale as a row has it. Its price is in the unit of `currency`, which may be pence. */
export type Lot = {
  readonly row: number;
  readonly text: string;
  readonly ticker: Ticker;
  readonly side: 'buy' | 'sell';
  readonly quantity: number;
  readonly price: number | undefined;
  readonly currency: string | undefined;
  readonly day: IsoDate | undefined;
};

/** A row's cells, trimmed, and what they are. */
export type Row = {
  readonly row: number;
  readonly cells: readonly string[];
  readonly columns: Columns;
  readonly sign: DecimalSign;
};

export type RowRead =
  | { readonly kind: 'lot'; readonly lot: Lot }
  | { readonly kind: 'bad'; readonly problem: FileProblem }
  | { readonly kind: 'passed' };

/** What one row says. */
export function readRow({ row, cells, columns, sign }: Row): RowRead {
  const cell = (column: Column) => cells[columns[column] ?? -1] ?? '';
  const text = cells.join(' ');
  const bad = (why: string): RowRead => ({ kind: 'bad', problem: { row, text, why } });
  const side = sideOf(cell('side'));
  if (side === undefined) return { kind: 'passed' };
  const ticker = parseTicker(cell('ticker'));
  if (ticker === undefined)
    return bad(
      cell('ticker') === '' ? 'no ticker stands in it' : `“${cell('ticker')}” cannot be a ticker`,
    );
  const quantity = readNumber(cell('quantity'), sign);
  if (quantity.kind === 'unclear') return bad(quantity.why);
  const shares = side === 'sell' ? Math.abs(quantity.value) : quantity.value;
  if (!(shares > 0))
    return bad(shares < 0 ? 'short positions are not kept here' : 'a quantity of 0 is nothing');
  const price = priceOf(cell, { sign, shares });
  if (price?.kind === 'unclear') return bad(price.why);
  if (price !== undefined && price.value < 0) return bad('a price is above zero');
  const day = cell('day') === '' ? undefined : readDay(cell('day'));
  if (day?.kind === 'unclear') return bad(day.why);
  const lot = { row, text, ticker, side, quantity: shares };
  const currency = cell('currency') === '' ? undefined : cell('currency');
  return { kind: 'lot', lot: { ...lot, price: price?.value, currency, day: day?.value } };
}

/** Files of holdings have no such column: everything in them is held. */
function sideOf(cell: string): Lot['side'] | undefined {
  if (cell === '' || /\b(?:buy|bought|purchase)/i.test(cell)) return 'buy';
  return /\b(?:sell|sold|sale)/i.test(cell) ? 'sell' : undefined;
}

type Pricing = { readonly sign: DecimalSign; readonly shares: number };

/** What one share cost; reckoned where only what all of them cost is told. */
function priceOf(
  cell: (column: Column) => string,
  { sign, shares }: Pricing,
): CellRead<number> | undefined {
  if (cell('price') !== '') return readNumber(cell('price'), sign);
  if (cell('total') === '') return undefined;
  const total = readNumber(cell('total'), sign);
  return total.kind === 'read' ? { kind: 'read', value: total.value / shares } : total;
}
