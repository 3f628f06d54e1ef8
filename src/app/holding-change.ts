import { wholeUnits } from '../core/currency.ts';
import type { UserId } from '../core/people.ts';
import type { Account, Position } from '../core/position.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Trade } from '../core/trade.ts';
import type { NewPosition } from '../db/position-row.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { bookCurrency } from './book-currency.ts';

export type ChangeDeps = Pick<AppDeps, 'store' | 'clock'>;

/** All that one change of what was typed in did, so that it can be taken back whole. Plain, since a button carries it. */
export type HoldingUndo = {
  /** The account that it made; 0 when there was one. */
  readonly madeAccount: number;
  readonly positions: readonly {
    readonly id: number;
    /** As it stood; null when it was not there. */
    readonly before: NewPosition | null;
    /** As the change left it: `100 121.4`, or `closed`. Undo only stands while it is so. */
    readonly after: string;
  }[];
  readonly account: number;
  readonly tradesAdded: readonly string[];
  readonly tradesDropped: readonly Omit<Trade, 'id'>[];
};

/** The book of what a person typed in; made when there is none yet. */
export function manualAccount(
  { store, clock }: ChangeDeps,
  user: UserId,
  currency: string,
): { readonly account: Account; readonly isNew: boolean } {
  const known = typedAccount(store, user);
  if (known !== undefined) return { account: known, isNew: false };
  const isFirst = store.accounts.ofUser(user).length === 0;
  const id = store.accounts.add(
    {
      user,
      name: freeName(store, user),
      broker: 'manual',
      stage: 'live',
      remoteId: undefined,
      currency: isFirst ? (store.books.get(user).currency ?? currency) : bookCurrency(store, user),
      origin: 'chat',
      shape: undefined,
    },
    clock(),
  );
  const account = store.accounts.get(id);
  if (account === undefined) throw new Error('an account that was just made is not there');
  return { account, isNew: true };
}

/** The book of what a person typed in. */
export function typedAccount(
  store: Pick<AppDeps['store'], 'accounts'>,
  user: UserId,
): Account | undefined {
  return store.accounts.ofUser(user).find(({ broker }) => broker === 'manual');
}

const NAME = 'Typed in';

function freeName(store: AppDeps['store'], user: UserId): string {
  if (store.accounts.byName(user, NAME) === undefined) return NAME;
  const number = [2, 3, 4, 5, 6, 7, 8, 9].find(
    (n) => store.accounts.byName(user, `${NAME} ${n}`) === undefined,
  );
  return `${NAME} ${number ?? 10}`;
}

/** How a position stands, as `after` of an undo has it. */
export function standing(position: Position | undefined): string {
  if (position === undefined) return 'gone';
  if (position.closedAt !== undefined) return 'closed';
  return `${position.quantity} ${position.averagePrice} ${position.openedAt}`;
}

/** What is written of a position, without what the database adds. */
export function writable({ id: _id, closedAt: _closedAt, ...rest }: Position): NewPosition {
  return rest;
}

/** What is written of a trade. */
export function writableTrade({ id: _id, ...rest }: Trade): Omit<Trade, 'id'> {
  return rest;
}

/** The same in words, for the audit log: `100 at 121.4 USD`. */
export function inWords(
  one: Pick<Position, 'quantity' | 'averagePrice' | 'currency'> | undefined,
): string {
  return one === undefined ? 'none' : `${one.quantity} at ${one.averagePrice} ${one.currency}`;
}

/**
 * Takes back one change, as far as all that it left still stands so.
 *
 * @returns what stands again; undefined when something has changed since
 */
export function undoHolding(
  { store, clock }: ChangeDeps,
  undo: HoldingUndo,
  { by, updateId }: Doing,
): readonly Position[] | undefined {
  const account = store.accounts.get(undo.account);
  const isSame = undo.positions.every(
    ({ id, after }) => standing(store.positions.get(id)) === after,
  );
  if (account === undefined || account.user !== by.user || !isSame) return undefined;
  for (const { id, before } of undo.positions) {
    if (before === null) store.positions.drop(id);
    else {
      store.positions.reopen(id);
      store.positions.put(before);
    }
  }
  for (const remoteId of undo.tradesAdded) store.trades.drop(account.id, remoteId);
  // They were read newest first.
  for (const trade of undo.tradesDropped.toReversed()) store.trades.add(trade);
  const isBare = store.positions.ofAccount(account.id).length === 0;
  if (undo.madeAccount === account.id && isBare) store.accounts.remove(account.id, clock());
  const after = `${undo.positions.length} as before`;
  const action = 'position-undo';
  store.audit.add({ user: by.user, action, subject: account.name, after, updateId }, clock());
  return undo.positions.flatMap(({ id, before }) =>
    before === null ? [] : (store.positions.get(id) ?? []),
  );
}

/** A price in whole currency with the exchange's time, from what was looked up. */
export function wholePrice(
  quote: { readonly price: number; readonly currency: string; readonly at: Instant } | undefined,
  currency: string,
): { readonly price: number; readonly at: Instant } | undefined {
  if (quote === undefined) return undefined;
  const whole = wholeUnits({ amount: quote.price, currency: quote.currency });
  return whole.currency === currency ? { price: whole.amount, at: instant(quote.at) } : undefined;
}
