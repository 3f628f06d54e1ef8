import type { Ticker } from '../core/ticker.ts';
import type { IsoDate } from '../core/zone.ts';
import type { FileProblem, Lot } from './file-row.ts';

/** What a file says is held of one ticker. The price is in the unit of `currency`, which may be pence. */
export type FileHolding = {
  readonly row: number;
  readonly text: string;
  readonly ticker: Ticker;
  readonly quantity: number;
  readonly averagePrice: number;
  readonly currency: string | undefined;
  /** The first purchase of what is still held. */
  readonly day: IsoDate | undefined;
};

type Merged = { readonly holdings: readonly FileHolding[]; readonly bad: readonly FileProblem[] };

/** Several purchases of a ticker are one holding at their average; sales lower the quantity and leave the average. */
export function mergeLots(lots: readonly Lot[]): Merged {
  const byTicker = Map.groupBy(inOrder(lots), ({ ticker }) => ticker);
  const holdings: FileHolding[] = [];
  const bad: FileProblem[] = [];
  for (const own of byTicker.values()) {
    const merged = merge(own);
    if ('why' in merged) bad.push(merged);
    else if (merged.quantity > 0) holdings.push(merged);
  }
  return { holdings: holdings.sort((a, b) => a.row - b.row), bad };
}

/** By day where all have one: exports begin with the newest. */
function inOrder(lots: readonly Lot[]): readonly Lot[] {
  if (lots.some(({ day }) => day === undefined)) return lots;
  const isSame = (a: Lot, b: Lot) => (a.day ?? '') === (b.day ?? '');
  return lots.toSorted((a, b) =>
    // On one day a purchase has to come before what is sold of it.
    isSame(a, b) ? sold(a) - sold(b) || a.row - b.row : (a.day ?? '') < (b.day ?? '') ? -1 : 1,
  );
}

function sold({ side }: Lot): number {
  return side === 'sell' ? 1 : 0;
}

/** Less than this of a share is what rounding leaves. */
const DUST = 1e-9;

function merge(lots: readonly Lot[]): FileHolding | FileProblem {
  let held = { quantity: 0, cost: 0 };
  let since: IsoDate | undefined;
  const [first, ...more] = lots;
  if (first === undefined) throw new RangeError('A holding is made of at least one row.');
  const currencies = new Set([first, ...more].map((lot) => lot.currency));
  if (currencies.size > 1)
    return problem(first, `${first.ticker} stands there in several currencies`);
  for (const lot of lots) {
    if (lot.side === 'buy' && lot.price === undefined)
      return problem(lot, 'what it was bought at is missing');
    if (lot.side === 'sell' && lot.quantity > held.quantity + DUST)
      return problem(lot, `it sells ${lot.quantity} of ${held.quantity} that the file has`);
    if (lot.side === 'buy' && held.quantity === 0) since = lot.day;
    held = after(held, lot);
  }
  const { row, text, ticker, currency } = first;
  const { quantity, cost } = held;
  const averagePrice = quantity === 0 ? 0 : cost / quantity;
  return { row, text, ticker, quantity, averagePrice, currency, day: since };
}

type Held = { readonly quantity: number; readonly cost: number };

function after({ quantity, cost }: Held, lot: Lot): Held {
  if (lot.side === 'buy')
    return {
      quantity: quantity + lot.quantity,
      cost: cost + lot.quantity * (lot.price ?? NaN),
    };
  const left = quantity - lot.quantity;
  return left <= DUST
    ? { quantity: 0, cost: 0 }
    : { quantity: left, cost: (cost * left) / quantity };
}

function problem({ row, text }: Lot, why: string): FileProblem {
  return { row, text, why };
}
