import type { HoldingsDiff } from '../portfolio/holdings-diff.ts';
import type { Doing } from './doing.ts';
import { setHolding } from './holding-book.ts';
import { manualAccount, type HoldingUndo } from './holding-change.ts';
import { opened, settle, tradeOf, type BookDeps } from './holding-rows.ts';

/** Writes down what a list has that is new or other than it was kept. Called within a commit. */
export function applyHoldings(
  deps: BookDeps,
  { fresh, changed }: Pick<HoldingsDiff, 'fresh' | 'changed'>,
  doing: Doing,
): { readonly fresh: number; readonly changed: number; readonly undo: HoldingUndo } | undefined {
  const { store, clock } = deps;
  const first = fresh[0]?.currency ?? changed[0]?.to.currency;
  if (first === undefined) return undefined;
  const { account, isNew } = manualAccount(deps, doing.by.user, first);
  const undos = [
    ...fresh.map((holding, n) => {
      const at = holding.openedAt ?? clock();
      const quote = store.quotes.get(holding.ticker)?.quote;
      const purchase = { ...holding, at, quote };
      const trade = tradeOf(account.id, purchase, `typed/${doing.updateId}/new/${n}`);
      const id = store.positions.put(opened(deps, account.id, purchase));
      store.trades.add({ ...trade, positionId: id });
      const tradesAdded = [trade.remoteId];
      const base = { account: account.id, madeAccount: 0, tradesAdded, tradesDropped: [] };
      return settle(deps, doing, { ...base, before: undefined, id }).undo;
    }),
    ...changed.map(({ before, to }, n) => setHolding(deps, before, { setting: to, doing, n }).undo),
  ];
  const undo: HoldingUndo = {
    account: account.id,
    madeAccount: isNew ? account.id : 0,
    positions: undos.flatMap(({ positions }) => positions),
    tradesAdded: undos.flatMap(({ tradesAdded }) => tradesAdded),
    tradesDropped: undos.flatMap(({ tradesDropped }) => tradesDropped),
  };
  return { fresh: fresh.length, changed: changed.length, undo };
}
