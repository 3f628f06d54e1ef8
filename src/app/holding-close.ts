import { wholeUnits } from '../core/currency.ts';
import type { Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import { convert } from '../portfolio/currency.ts';
import type { Doing } from './doing.ts';
import { writable } from './holding-change.ts';
import { settle, tradeOf, type BookDeps, type Changed } from './holding-rows.ts';

export type Selling = {
  /** All of it when left out. */
  readonly quantity: number | undefined;
  /** In whole currency. */
  readonly price: number;
  readonly at: Instant;
};

export type Closed = Changed & {
  readonly sold: number;
  readonly price: number;
  /** In the position's currency. */
  readonly profit: number;
};

/** Writes down that something typed in was sold, whole or in part. Called within a commit. */
export function closeHolding(
  deps: BookDeps,
  position: Position,
  { selling, doing }: { readonly selling: Selling; readonly doing: Doing },
): Closed {
  const { store, clock } = deps;
  const sold = Math.min(selling.quantity ?? position.quantity, position.quantity);
  const left = Number((position.quantity - sold).toPrecision(14));
  const profit = (selling.price - position.averagePrice) * sold;
  const remoteId = `typed/${doing.updateId}`;
  const to = store.accounts.get(position.accountId)?.currency ?? position.currency;
  const rates = store.fx.on(isoDate(selling.at, 'UTC'));
  store.trades.add({
    ...tradeOf(position.accountId, { ...position, quantity: sold, at: selling.at }, remoteId),
    positionId: position.id,
    side: 'sell',
    price: selling.price,
    realised: convert({ amount: profit, currency: position.currency }, to, rates)?.amount,
  });
  if (left > 0)
    store.positions.put({
      ...writable(position),
      quantity: left,
      available: left,
      seenAt: clock(),
    });
  else store.positions.close(position.id, { at: clock(), why: 'you closed it' });
  const changed = settle(deps, doing, {
    account: position.accountId,
    madeAccount: 0,
    before: position,
    id: position.id,
    tradesAdded: [remoteId],
    tradesDropped: [],
  });
  return { ...changed, sold, price: selling.price, profit };
}

/** A price as it was typed, in the whole currency of what it is about; undefined when that is another. */
export function typedPrice(
  price: number,
  given: string | undefined,
  { currency, quoted }: { readonly currency: string; readonly quoted: string | undefined },
): number | undefined {
  const whole = wholeUnits({ amount: price, currency: given ?? quoted ?? currency });
  return whole.currency === currency ? whole.amount : undefined;
}
