import { Buffer } from 'node:buffer';
import {
  type Books,
  exchangesAnswer,
  historyAnswer,
  instrumentsAnswer,
  legacyCashAnswer,
  orderAnswer,
  portfolioAnswer,
  positionsAnswer,
  summaryAnswer,
} from './broker-answers.ts';
import { isWaiting, type KeptOrder } from './broker-ledger.ts';
import type { SeenRequest } from './http-server.ts';

/** What a request is about: `GET orders/id`. */
export function placeOf({ method, path }: SeenRequest): string {
  const plain = path.replace(/^\/api\/v0\/equity\//, '').replace(/\?.*$/, '');
  return `${method} ${plain.replace(/^orders\/\d+$/, 'orders/id')}`;
}

/** What a key needs to be allowed. */
export const SCOPES: Readonly<Record<string, string>> = {
  'GET account/summary': 'account',
  'GET account/cash': 'account',
  'GET account/info': 'account',
  'GET positions': 'portfolio',
  'GET portfolio': 'portfolio',
  'GET orders': 'orders:read',
  'GET orders/id': 'orders:read',
  'DELETE orders/id': 'orders:execute',
  'POST orders/market': 'orders:execute',
  'POST orders/stop': 'orders:execute',
  'GET metadata/instruments': 'metadata',
  'GET metadata/exchanges': 'metadata',
  'GET history/orders': 'history:orders',
};

/** As the header has to be; a key without a secret goes as it is. */
export function authorizationOf(account: {
  readonly key: string;
  readonly secret?: string;
}): string {
  const { key, secret } = account;
  if (secret === undefined) return key;
  return `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
}

export type Reading = {
  readonly books: Books;
  readonly isLegacy: boolean;
  readonly place: string;
  readonly path: string;
  /** Rows of the history come twice. */
  readonly isDoubled: boolean;
};

/** What stands at a place; undefined where there is nothing. */
export function readAnswer(reading: Reading): unknown {
  const { books, isLegacy, place, path } = reading;
  if (isLegacy) {
    if (place === 'GET account/cash') return legacyCashAnswer(books);
    if (place === 'GET portfolio') return portfolioAnswer(books);
    const { id, currency } = books.account;
    if (place === 'GET account/info') return { id, currencyCode: currency };
  } else {
    if (place === 'GET account/summary') return summaryAnswer(books);
    if (place === 'GET positions') return positionsAnswer(books);
  }
  if (place === 'GET metadata/instruments') return instrumentsAnswer(books.instruments);
  if (place === 'GET metadata/exchanges') return exchangesAnswer(books.instruments, books.now);
  const orders = ordersOf(books);
  const waiting = orders.filter(isWaiting);
  if (place === 'GET orders') return waiting.map((order) => orderAnswer(books, order, isLegacy));
  if (place === 'GET history/orders') return historyPage(reading, orders);
  const id = Number(/(\d+)$/.exec(path)?.[1]);
  const one = waiting.find((order) => order.id === id);
  return place === 'GET orders/id' && one ? orderAnswer(books, one, isLegacy) : undefined;
}

/** Of this account, and no longer hidden. */
function ordersOf({ ledger, account }: Books): readonly KeptOrder[] {
  return [...ledger.orders.values()].filter(
    (order) => order.account === account.key && order.visibleAt <= Date.now(),
  );
}

/** Newest first, each page naming the next. */
function historyPage(reading: Reading, orders: readonly KeptOrder[]): unknown {
  const query = new URL(reading.path, 'http://broker').searchParams;
  const symbol = query.get('ticker');
  const limit = Math.min(50, Number(query.get('limit') ?? 20));
  const cursor = Number(query.get('cursor') ?? Infinity);
  const ended = orders
    .filter((order) => !isWaiting(order) || order.fills.length > 0)
    .filter((order) => (symbol === null || order.symbol === symbol) && order.id < cursor)
    .toSorted((a, b) => b.id - a.id);
  const page = ended.slice(0, limit);
  const rows = page.flatMap((order) => historyAnswer(reading.books, order, reading.isLegacy));
  const filter = symbol === null ? '' : `&ticker=${encodeURIComponent(symbol)}`;
  const next = `/api/v0/equity/history/orders?limit=${limit}&cursor=${page.at(-1)?.id}${filter}`;
  return {
    items: reading.isDoubled ? rows.flatMap((row) => [row, row]) : rows,
    nextPagePath: ended.length > limit ? next : null,
  };
}
