import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** An order as the local broker keeps it; `quantity` is positive. */
export type KeptOrder = {
  readonly id: number;
  readonly account: string;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  readonly quantity: number;
  readonly stopPrice: number | null;
  readonly limitPrice: number | null;
  readonly from: string;
  readonly at: number;
  /** Before then nobody is told of it. */
  readonly visibleAt: number;
  status: string;
  filled: number;
  readonly fills: { readonly id: number; readonly quantity: number; readonly price: number }[];
};

export type KeptPosition = {
  quantity: number;
  averagePrice: number;
  inPies: number;
  readonly openedAt: number;
};

/** What happened, in order; a line each. Prices are in the instrument's own unit: pence for GBX. */
export type LedgerEvent =
  | { readonly kind: 'price'; readonly symbol: string; readonly price: number }
  | {
      readonly kind: 'position';
      readonly account: string;
      readonly symbol: string;
      readonly position: KeptPosition;
    }
  | {
      readonly kind: 'post';
      readonly account: string;
      readonly path: string;
      readonly at: number;
      readonly body: string;
    }
  | { readonly kind: 'order'; readonly order: KeptOrder }
  | {
      readonly kind: 'fill';
      readonly id: number;
      readonly fillId: number;
      readonly quantity: number;
      readonly price: number;
    }
  | { readonly kind: 'ended'; readonly id: number; readonly status: string };

export type Post = Extract<LedgerEvent, { kind: 'post' }>;

export type Ledger = {
  readonly orders: ReadonlyMap<number, KeptOrder>;
  readonly prices: ReadonlyMap<string, number>;
  readonly posts: readonly Post[];
  positionsOf(account: string): ReadonlyMap<string, KeptPosition>;
  /** What may be sold: without pies and without what waiting sales have reserved. */
  available(account: string, symbol: string): number;
  sold(account: string, symbol: string): number;
  record(event: LedgerEvent): void;
  nextId(): number;
};

/** The books of the local broker: everything is on the disk before anybody is told of it. */
export function openLedger(file: string | undefined): Ledger {
  const orders = new Map<number, KeptOrder>();
  const prices = new Map<string, number>();
  const positions = new Map<string, Map<string, KeptPosition>>();
  const posts: Post[] = [];
  let lastId = 18_000_000_000;

  function positionsOf(account: string): Map<string, KeptPosition> {
    const own = positions.get(account) ?? new Map<string, KeptPosition>();
    positions.set(account, own);
    return own;
  }

  function fill(event: Extract<LedgerEvent, { kind: 'fill' }>): void {
    const order = orders.get(event.id);
    if (order === undefined) return;
    order.fills.push({ id: event.fillId, quantity: event.quantity, price: event.price });
    order.filled += event.quantity;
    order.status = order.filled >= order.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
    const own = positionsOf(order.account);
    const held = own.get(order.symbol);
    const change = order.side === 'SELL' ? -event.quantity : event.quantity;
    const quantity = (held?.quantity ?? 0) + change;
    if (quantity <= 1e-9) own.delete(order.symbol);
    else if (held === undefined)
      own.set(order.symbol, {
        quantity,
        averagePrice: event.price,
        inPies: 0,
        openedAt: order.at,
      });
    else held.quantity = quantity;
  }

  function apply(event: LedgerEvent): void {
    if (event.kind === 'price') prices.set(event.symbol, event.price);
    else if (event.kind === 'position') setPosition(event);
    else if (event.kind === 'post') posts.push(event);
    else if (event.kind === 'order') orders.set(event.order.id, event.order);
    else if (event.kind === 'fill') fill(event);
    else {
      const order = orders.get(event.id);
      if (order !== undefined) order.status = event.status;
    }
    if (event.kind === 'order') lastId = Math.max(lastId, event.order.id);
    if (event.kind === 'fill') lastId = Math.max(lastId, event.fillId);
  }

  function setPosition({ account, symbol, position }: PositionEvent): void {
    if (position.quantity > 0) positionsOf(account).set(symbol, { ...position });
    else positionsOf(account).delete(symbol);
  }

  if (file !== undefined && existsSync(file))
    for (const line of readFileSync(file, 'utf8').split('\n'))
      if (line !== '') apply(JSON.parse(line));

  return {
    orders,
    prices,
    posts,
    positionsOf,
    available(account, symbol) {
      const held = positionsOf(account).get(symbol);
      const waiting = [...orders.values()].filter(
        (order) =>
          order.account === account &&
          order.symbol === symbol &&
          order.side === 'SELL' &&
          isWaiting(order),
      );
      const reserved = waiting.reduce((sum, order) => sum + order.quantity - order.filled, 0);
      return Math.max(0, (held?.quantity ?? 0) - (held?.inPies ?? 0) - reserved);
    },
    sold(account, symbol) {
      const sales = [...orders.values()].filter(
        (order) => order.account === account && order.symbol === symbol && order.side === 'SELL',
      );
      return sales.reduce((sum, order) => sum + order.filled, 0);
    },
    record(event) {
      // A copy is applied: what a caller still holds is its own.
      const line = JSON.stringify(event);
      if (file !== undefined) appendFileSync(file, `${line}\n`);
      apply(JSON.parse(line));
    },
    nextId: () => (lastId += 1),
  };
}

type PositionEvent = Extract<LedgerEvent, { kind: 'position' }>;

const ENDED: ReadonlySet<string> = new Set(['FILLED', 'CANCELLED', 'REJECTED', 'REPLACED']);

/** Words that nobody knows are no end. */
export function isWaiting({ status }: Pick<KeptOrder, 'status'>): boolean {
  return !ENDED.has(status);
}
