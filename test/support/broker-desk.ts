import type { BrokerTrouble, Holding } from './broker.ts';
import { isWaiting, type KeptOrder, type Ledger } from './broker-ledger.ts';

export type DeskDeps = {
  readonly ledger: Ledger;
  readonly clock: () => number;
  readonly fills: 'at-once' | 'when-told';
};

type Sale = Pick<KeptOrder, 'account' | 'symbol' | 'quantity' | 'stopPrice'>;

const DAY_MS = 86_400_000;

/** Takes, fills and ends orders. */
export function createDesk({ ledger, clock, fills }: DeskDeps) {
  function make(sale: Sale, from: string, visibleAt: number): KeptOrder {
    const type = sale.stopPrice === null ? 'MARKET' : 'STOP';
    const empty = { limitPrice: null, filled: 0, fills: [] };
    const id = ledger.nextId();
    const order = { ...sale, ...empty, id, type, from, at: clock(), visibleAt };
    ledger.record({ kind: 'order', order: { ...order, side: 'SELL', status: 'NEW' } });
    const made = ledger.orders.get(id);
    if (made === undefined) throw new Error('the order was not written');
    // As it was when it was taken: what becomes of it later is no part of the answer.
    return { ...made };
  }

  function fill(id: number, quantity = Infinity): void {
    const order = ledger.orders.get(id);
    if (order === undefined || !isWaiting(order)) return;
    const filled = Math.min(quantity, order.quantity - order.filled);
    const price = ledger.prices.get(order.symbol) ?? 1;
    ledger.record({ kind: 'fill', id, fillId: ledger.nextId(), quantity: filled, price });
  }

  return {
    fill,
    hold(key: string, holding: Holding): void {
      const { symbol, quantity, averagePrice, price = averagePrice, inPies = 0 } = holding;
      const position = { quantity, averagePrice, inPies, openedAt: clock() - DAY_MS };
      ledger.record({ kind: 'position', account: key, symbol, position });
      ledger.record({ kind: 'price', symbol, price });
    },
    sell(sale: Sale, trouble: BrokerTrouble | undefined): KeptOrder {
      const visibleAt = trouble?.kind === 'hidden' ? Date.now() + trouble.ms : 0;
      const order = make(sale, 'API', visibleAt);
      if (trouble?.kind === 'state')
        ledger.record({ kind: 'ended', id: order.id, status: trouble.word });
      else if (trouble?.kind === 'partial') fill(order.id, order.quantity * trouble.share);
      else if (order.stopPrice === null && fills === 'at-once') fill(order.id);
      return trouble?.kind === 'state' ? { ...order, status: trouble.word } : order;
    },
    cancel(account: string, path: string): { readonly status: number } {
      const order = ledger.orders.get(Number(/(\d+)$/.exec(path)?.[1]));
      if (order === undefined || order.account !== account || !isWaiting(order))
        return { status: 404 };
      ledger.record({ kind: 'ended', id: order.id, status: 'CANCELLED' });
      return { status: 200 };
    },
    /** Stop orders that the price has come down to are filled. */
    setPrice(symbol: string, price: number): void {
      ledger.record({ kind: 'price', symbol, price });
      for (const one of ledger.orders.values())
        if (one.symbol === symbol && one.stopPrice !== null && price <= one.stopPrice) fill(one.id);
    },
    sellsByPhone(account: string, symbol: string, quantity: number): void {
      fill(make({ account, symbol, quantity, stopPrice: null }, 'IOS', 0).id);
    },
  };
}
