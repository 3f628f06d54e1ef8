import type { Position } from '../core/position.ts';
import type { Trade } from '../core/trade.ts';
import type { NewPosition } from '../db/position-row.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import {
  inWords,
  standing,
  wholePrice,
  writable,
  type ChangeDeps,
  type HoldingUndo,
} from './holding-change.ts';
import { highSince, type Purchase } from './holding-draft.ts';

export type BookDeps = ChangeDeps & Pick<AppDeps, 'bars'>;

/** What came of a change of one holding. */
export type Changed = {
  readonly before: Position | undefined;
  readonly after: Position;
  readonly undo: HoldingUndo;
};

/** What is held of a ticker among what was typed in. */
export function findTyped(
  { store }: ChangeDeps,
  accountId: number,
  ticker: Position['ticker'],
): Position | undefined {
  return store.positions.ofAccount(accountId).find((one) => one.ticker === ticker);
}

export type Settling = Omit<HoldingUndo, 'positions'> & {
  readonly before: Position | undefined;
  readonly id: number;
};

/** Puts a change into the audit log and says how to take it back. */
export function settle(
  { store, clock }: ChangeDeps,
  { by, updateId }: Doing,
  { before, id, ...undo }: Settling,
): Changed {
  const after = store.positions.get(id);
  if (after === undefined) throw new Error('a position that was just written is not there');
  const subject = `${store.accounts.get(after.accountId)?.name ?? ''}/${after.symbol}`;
  const words = after.closedAt === undefined ? inWords(after) : 'closed';
  const row = { user: by.user, action: 'position', subject, before: inWords(before), updateId };
  store.audit.add({ ...row, after: words }, clock());
  const was = before === undefined ? null : writable(before);
  const positions = [{ id, before: was, after: standing(after) }];
  return { before, after, undo: { ...undo, positions } };
}

/** Something that was not held before, as it is written. */
export function opened(deps: BookDeps, accountId: number, purchase: Purchase): NewPosition {
  const { ticker, name, currency, quantity, averagePrice, at, quote } = purchase;
  const price = wholePrice(quote, currency);
  const tops = [{ price: averagePrice, at }, highSince(deps, purchase), price];
  const top = tops
    .flatMap((one) => one ?? [])
    .reduce((best, one) => (one.price > best.price ? one : best));
  return {
    accountId,
    symbol: ticker,
    ticker,
    isin: undefined,
    name,
    currency,
    quantity,
    available: quantity,
    inPies: 0,
    averagePrice,
    price: price?.price,
    priceAt: price?.at,
    profit: undefined,
    maxPrice: top.price,
    maxAt: top.at,
    openedAt: at,
    seenAt: deps.clock(),
  };
}

type Bought = Pick<Purchase, 'currency' | 'quantity' | 'averagePrice' | 'at'> &
  Pick<Position, 'ticker'>;

/** A purchase as it is written down. */
export function tradeOf(accountId: number, one: Bought, remoteId: string): Omit<Trade, 'id'> {
  return {
    accountId,
    positionId: undefined,
    remoteId,
    symbol: one.ticker ?? '',
    ticker: one.ticker,
    side: 'buy',
    quantity: one.quantity,
    price: one.averagePrice,
    currency: one.currency,
    realised: undefined,
    initiatedFrom: 'TYPED',
    at: one.at,
  };
}
