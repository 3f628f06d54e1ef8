import type {
  AccountSummary,
  BrokerAnswer,
  BrokerOrder,
  BrokerPosition,
} from '../../src/core/broker.ts';
import type { Broker } from '../../src/core/ports/broker.ts';
import { instant, type Clock } from '../../src/core/time.ts';
import { aTicker } from './ticker.ts';

export type PlainBook = {
  summary: AccountSummary;
  positions: BrokerPosition[];
  orders: BrokerOrder[];
  ended: BrokerOrder[];
  /** What each kind of reading answers instead; kept until it is taken away. */
  readonly faults: Map<Part, Extract<BrokerAnswer<never>, { kind: 'failed' }>>;
  /** What was asked, in order. */
  readonly asked: Part[];
};

type Part = 'summary' | 'positions' | 'pending' | 'history';

/** An account without a network: what stands in the book is what the broker says. */
export function plainBroker(clock: Clock): { readonly broker: Broker; readonly book: PlainBook } {
  const book: PlainBook = {
    summary: aSummary(),
    positions: [],
    orders: [],
    ended: [],
    faults: new Map(),
    asked: [],
  };
  function answer<T>(part: Part, value: T): Promise<BrokerAnswer<T>> {
    book.asked.push(part);
    return Promise.resolve(book.faults.get(part) ?? { kind: 'ok', value, at: clock() });
  }
  const never = (): never => {
    throw new Error('nobody trades here');
  };
  const broker: Broker = {
    kind: 'trading212',
    stage: 'demo',
    summary: () => answer('summary', book.summary),
    positions: () => answer('positions', book.positions),
    pending: () => answer('pending', book.orders),
    history: ({ since }) =>
      answer(
        'history',
        book.ended.filter(({ createdAt }) => createdAt >= since),
      ),
    order: never,
    session: () => Promise.resolve(undefined),
    sell: never,
    placeStop: never,
    cancel: never,
    close: () => undefined,
  };
  return { broker, book };
}

export function aSummary(wish: Partial<AccountSummary> = {}): AccountSummary {
  return {
    remoteId: 'R-1',
    currency: 'EUR',
    totalValue: 20_000,
    cash: { free: 1_000, reserved: 0, inPies: 0 },
    invested: { value: 19_000, cost: 18_000, realised: 250, unrealised: 1_000 },
    ...wish,
  };
}

/** What the broker says of `aHolding`. */
export function aTold(wish: Partial<BrokerPosition> = {}): BrokerPosition {
  return {
    symbol: 'NVDA_US_EQ',
    ticker: aTicker('NVDA'),
    isin: 'US67066G1040',
    name: 'NVIDIA',
    currency: 'USD',
    quantity: 100,
    available: 100,
    inPies: 0,
    averagePrice: 121.4,
    price: 130,
    openedAt: instant(Date.UTC(2026, 0, 2, 15, 0)),
    wallet: undefined,
    ...wish,
  };
}

/** Forty shares of it, sold by phone. */
export function anEnded(wish: Partial<BrokerOrder> = {}): BrokerOrder {
  return {
    id: 'O-1',
    symbol: 'NVDA_US_EQ',
    side: 'sell',
    kind: 'market',
    status: 'filled',
    quantity: 40,
    filled: 40,
    limitPrice: undefined,
    stopPrice: undefined,
    fillPrice: 131.2,
    currency: 'USD',
    initiatedFrom: 'IOS',
    createdAt: instant(Date.UTC(2026, 0, 5, 15, 30)),
    realised: 392,
    ...wish,
  };
}
