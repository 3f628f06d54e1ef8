import type { Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import type { Doing } from './doing.ts';
import { manualAccount, writable, writableTrade } from './holding-change.ts';
import type { Purchase } from './holding-draft.ts';
import { findTyped, opened, settle, tradeOf, type BookDeps, type Changed } from './holding-rows.ts';

/** More of something, or something new. Called within a commit. */
export function addHolding(deps: BookDeps, purchase: Purchase, doing: Doing): Changed {
  const { store, clock } = deps;
  const { account, isNew } = manualAccount(deps, doing.by.user, purchase.currency);
  const before = findTyped(deps, account.id, purchase.ticker);
  const trade = tradeOf(account.id, purchase, `typed/${doing.updateId}`);
  const id = store.positions.put(
    before === undefined
      ? opened(deps, account.id, purchase)
      : { ...writable(before), ...more(before, purchase), seenAt: clock() },
  );
  store.trades.add({ ...trade, positionId: id });
  return settle(deps, doing, {
    account: account.id,
    madeAccount: isNew ? account.id : 0,
    before,
    id,
    tradesAdded: [trade.remoteId],
    tradesDropped: [],
  });
}

/** How something that was typed in is to stand from now on; undefined stays as it is. */
export type Setting = {
  readonly quantity: number | undefined;
  /** In whole currency. */
  readonly averagePrice: number | undefined;
  readonly openedAt: Instant | undefined;
};

/** Corrects what was typed in: its purchases become one. Called within a commit. */
export function setHolding(
  deps: BookDeps,
  position: Position,
  {
    setting,
    doing,
    n = 0,
  }: { readonly setting: Setting; readonly doing: Doing; readonly n?: number },
): Changed {
  const { store, clock } = deps;
  const quantity = setting.quantity ?? position.quantity;
  const averagePrice = setting.averagePrice ?? position.averagePrice;
  const openedAt = setting.openedAt ?? position.openedAt;
  const trades = store.trades.ofPosition(position.id);
  const bought = trades.filter(({ side }) => side === 'buy');
  const sold = trades
    .filter(({ side }) => side === 'sell')
    .reduce((sum, trade) => sum + trade.quantity, 0);
  for (const { remoteId } of bought) store.trades.drop(position.accountId, remoteId);
  const purchase = { ...position, ticker: position.ticker, quantity, averagePrice, at: openedAt };
  const remoteId = `typed/${doing.updateId}/${n}`;
  const trade = tradeOf(position.accountId, { ...purchase, quantity: quantity + sold }, remoteId);
  store.trades.add({ ...trade, positionId: position.id });
  const maxPrice = Math.max(position.maxPrice, averagePrice);
  store.positions.put({
    ...writable(position),
    quantity,
    available: quantity,
    averagePrice,
    openedAt,
    maxPrice,
    seenAt: clock(),
  });
  return settle(deps, doing, {
    account: position.accountId,
    madeAccount: 0,
    before: position,
    id: position.id,
    tradesAdded: [remoteId],
    tradesDropped: bought.map(writableTrade),
  });
}

function more(before: Position, { quantity, averagePrice, at }: Purchase) {
  const sum = Number((before.quantity + quantity).toPrecision(14));
  const cost = before.quantity * before.averagePrice + quantity * averagePrice;
  return {
    quantity: sum,
    available: sum,
    averagePrice: cost / sum,
    openedAt: at < before.openedAt ? at : before.openedAt,
    maxPrice: Math.max(before.maxPrice, averagePrice),
  };
}
