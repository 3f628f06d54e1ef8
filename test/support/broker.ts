import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Books, LISTED, type ListedInstrument, orderAnswer } from './broker-answers.ts';
import { type KeptOrder, type Ledger, openLedger, type Post } from './broker-ledger.ts';
import { createDesk } from './broker-desk.ts';
import { createCounter } from './broker-limits.ts';
import { authorizationOf, placeOf, readAnswer, SCOPES } from './broker-places.ts';
import { type SeenRequest, startHttp } from './http-server.ts';

/** What is held; prices in the instrument's own unit. */
export type Holding = {
  readonly symbol: string;
  readonly quantity: number;
  readonly averagePrice: number;
  /** The price now; the average unless told. */
  readonly price?: number;
  readonly inPies?: number;
};

export type AccountSeed = {
  readonly key: string;
  /** Without one the key goes as it is, as older keys do. */
  readonly secret?: string;
  readonly id?: number;
  readonly currency?: string;
  readonly cash?: number;
  readonly holdings?: readonly Holding[];
  /** Permissions that the key lacks: `orders:execute`. */
  readonly lacks?: readonly string[];
};

/** What goes wrong. `accepts`: whether the order is taken all the same, before the fault shows. */
export type BrokerTrouble =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly accepts?: boolean;
      readonly body?: string;
    }
  | { readonly kind: 'reset'; readonly accepts?: boolean }
  /** The answer comes late; the order is taken at once. */
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'empty'; readonly accepts?: boolean }
  | { readonly kind: 'unreadable'; readonly accepts?: boolean }
  /** Orders show up in lists only after a while; what is held changes at once. */
  | { readonly kind: 'hidden'; readonly ms: number }
  | { readonly kind: 'partial'; readonly share: number }
  /** The order stays in a state of this name. */
  | { readonly kind: 'state'; readonly word: string }
  /** Every row of the history comes twice. */
  | { readonly kind: 'doubled' }
  | { readonly kind: 'redirect'; readonly to: string };

export type Wish = {
  /** Orders, cancellations, what is read; `history` and `lists`: past orders, and instruments and exchanges, alone. */
  readonly on: 'post' | 'read' | 'delete' | 'history' | 'lists';
  readonly trouble: BrokerTrouble;
  /** How many requests it meets; 1 unless told. */
  readonly times?: number;
};

export type BrokerOptions = {
  readonly accounts?: readonly AccountSeed[];
  readonly shape?: 'current' | 'legacy';
  /** How long a second of its limits lasts, in milliseconds; 10 unless told. */
  readonly secondMs?: number;
  /** Where its books are; they survive it. */
  readonly ledger?: string;
  readonly instruments?: readonly ListedInstrument[];
  readonly clock?: () => number;
  /** Market orders are filled at once, or wait for `fill`. */
  readonly fills?: 'at-once' | 'when-told';
};

export type LocalBroker = {
  /** As T212_API_BASE. */
  readonly base: string;
  readonly secondMs: number;
  readonly seen: readonly SeenRequest[];
  /** Each order request that arrived whole, whatever became of it. */
  readonly posts: readonly Post[];
  readonly orders: () => readonly KeptOrder[];
  /** Each request that was one too many for its limits. */
  readonly exceeded: readonly string[];
  readonly ledger: Ledger;
  wish(...wishes: readonly Wish[]): void;
  setPrice(symbol: string, price: number): void;
  hold(key: string, holding: Holding): void;
  fill(id: number, quantity?: number): void;
  /** Somebody sells by phone. */
  sellsByPhone(key: string, symbol: string, quantity: number): void;
  takesTurns(key: string, place: string, turns: number): void;
  close(): Promise<void>;
};

export const DEMO_ACCOUNT: AccountSeed = { key: 'demo-key', secret: 'demo-secret' };

/** A stand-in for Trading 212 on the loopback, with books, limits and faults by wish. */
export async function startBroker(options: BrokerOptions = {}): Promise<LocalBroker> {
  const { secondMs = 10, instruments = LISTED, clock = Date.now, shape = 'current' } = options;
  const accounts = options.accounts ?? [DEMO_ACCOUNT];
  const ledger = openLedger(options.ledger);
  const counter = createCounter(secondMs);
  const wishes: { readonly wish: Wish; left: number }[] = [];
  const desk = createDesk({ ledger, clock, fills: options.fills ?? 'at-once' });
  const isLegacy = shape === 'legacy';
  if (ledger.prices.size === 0)
    for (const { key, holdings } of accounts) for (const one of holdings ?? []) desk.hold(key, one);

  function meet(...places: readonly Wish['on'][]): BrokerTrouble | undefined {
    const found = wishes.find(({ wish, left }) => places.includes(wish.on) && left > 0);
    if (found !== undefined) found.left--;
    return found?.wish.trouble;
  }

  function booksOf(account: AccountSeed): Books {
    const { key, id = 1_000 + accounts.indexOf(account), currency = 'GBP', cash = 5_000 } = account;
    return { ledger, instruments, account: { key, id, currency, cash }, now: clock() };
  }

  async function answer(response: ServerResponse, request: SeenRequest): Promise<void> {
    const { authorization } = request.headers;
    const account = accounts.find((one) => authorizationOf(one) === authorization);
    if (account === undefined) return end(response, { status: 401 });
    const place = placeOf(request);
    const { isWithin, headers } = counter.count(account.key, place);
    const scope = SCOPES[place];
    const books = booksOf(account);
    if (!isWithin) return end(response, { status: 429, headers });
    if (scope !== undefined && account.lacks?.includes(scope))
      return end(response, { status: 403, headers, text: `Scope( ${scope} ) missing for API key` });
    const call = { response, request, books, headers };
    if (request.method === 'POST') return order(call);
    if (request.method === 'DELETE') {
      const trouble = meet('delete');
      return settle(call, trouble, desk.cancel(account.key, request.path));
    }
    const trouble = meet('read', ...(ALONE.get(place) ?? []));
    const isDoubled = trouble?.kind === 'doubled';
    const body = readAnswer({ books, isLegacy, place, path: request.path, isDoubled });
    return settle(call, trouble, body === undefined ? { status: 404 } : { body });
  }

  async function order(call: Call): Promise<void> {
    const { request, books } = call;
    const { key } = books.account;
    const { path, body } = request;
    ledger.record({ kind: 'post', account: key, path, at: clock(), body });
    const trouble = meet('post');
    if (trouble !== undefined && !isTaken(trouble)) return settle(call, trouble, {});
    const wanted: { ticker: string; quantity: number; stopPrice?: number } = JSON.parse(body);
    const quantity = -wanted.quantity;
    const isListed = instruments.some(({ symbol }) => symbol === wanted.ticker);
    const isHeld = quantity > 0 && quantity <= ledger.available(key, wanted.ticker) + DUST;
    if (!isListed || !isHeld) {
      const code = isListed ? 'SellingEquityNotOwned' : 'InstrumentNotFound';
      return settle(call, trouble, { status: 400, body: { code } });
    }
    const { symbol, stopPrice } = { symbol: wanted.ticker, stopPrice: wanted.stopPrice ?? null };
    const made = desk.sell({ account: key, symbol, quantity, stopPrice }, trouble);
    return settle(call, trouble, { body: orderAnswer(books, made, isLegacy) });
  }

  const server = await startHttp((response, request) => {
    answer(response, request).catch(() => response.destroy());
  });
  return {
    base: `${server.url}/api/v0/equity`,
    secondMs,
    seen: server.seen,
    posts: ledger.posts,
    orders: () => [...ledger.orders.values()],
    exceeded: counter.exceeded,
    ledger,
    wish: (...more) => wishes.push(...more.map((wish) => ({ wish, left: wish.times ?? 1 }))),
    setPrice: desk.setPrice,
    hold: desk.hold,
    fill: desk.fill,
    sellsByPhone: desk.sellsByPhone,
    takesTurns: (key, place, turns) => counter.take(key, place, turns),
    close: () => server.close(),
  };
}

type Call = {
  readonly response: ServerResponse;
  readonly request: SeenRequest;
  readonly books: Books;
  readonly headers: Readonly<Record<string, string>>;
};

type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly text?: string;
};

/** What may be wished for by itself. */
const ALONE: ReadonlyMap<string, readonly Wish['on'][]> = new Map([
  ['GET history/orders', ['history']],
  ['GET metadata/instruments', ['lists']],
  ['GET metadata/exchanges', ['lists']],
]);

const DUST = 1e-9;

/** Whether the order is taken although something goes wrong. */
function isTaken(trouble: BrokerTrouble): boolean {
  if (trouble.kind === 'redirect') return false;
  return 'accepts' in trouble ? (trouble.accepts ?? false) : !FAULTS.has(trouble.kind);
}

const FAULTS: ReadonlySet<BrokerTrouble['kind']> = new Set([
  'status',
  'reset',
  'empty',
  'unreadable',
]);

/** Answers as it should be, or as the trouble has it. */
async function settle(call: Call, trouble: BrokerTrouble | undefined, answer: Answer) {
  const { response, headers } = call;
  switch (trouble?.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'status':
      return end(response, { headers, status: trouble.status, text: trouble.body ?? '' });
    case 'empty':
      return end(response, { headers, text: '' });
    case 'unreadable':
      return end(response, { headers, text: '{"id": 1,' });
    case 'redirect':
      return end(response, { status: 307, headers: { ...headers, location: trouble.to } });
    case 'late':
      await sleep(trouble.ms, undefined, { ref: false });
      return end(response, { ...answer, headers });
    default:
      return end(response, { ...answer, headers });
  }
}

/** `0E-10` is how it writes an empty pie. */
function end(response: ServerResponse, { status = 200, headers, body, text }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  const json = body === undefined ? '' : JSON.stringify(body);
  response.end(
    text ??
      json
        .replaceAll('"pieQuantity":0,', '"pieQuantity":0E-10,')
        .replaceAll('"pieQuantity":0}', '"pieQuantity":0E-10}'),
  );
}
