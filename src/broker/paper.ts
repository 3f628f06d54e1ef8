import type { Money } from '../core/currency.ts';
import type { AccountAccess, Broker } from '../core/ports/broker.ts';
import type { Calendar } from '../core/calendar.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import type { PaperBook, PaperOrder } from '../core/ports/paper.ts';
import type { Clock } from '../core/time.ts';
import type { House } from './house.ts';
import { paperFloor, type Floor } from './paper-floor.ts';
import { toBrokerOrder } from './paper-order.ts';
import { paperPrices, type Prices } from './paper-prices.ts';
import { paperPosition, paperSummary } from './paper-worth.ts';

export type PaperDeps = {
  readonly paperBook: (accountId: number) => PaperBook;
  readonly market: Pick<MarketData, 'quotes'>;
  readonly calendar: Calendar;
  readonly clock: Clock;
  /** By the rates of today; undefined while none is known. */
  readonly convert: (money: Money, to: string) => number | undefined;
};

/** Paper accounts: nobody's money, orders that are filled by the prices of the market. */
export function createPaper(deps: PaperDeps): House {
  return {
    open: (account) => paperBroker(deps, account),
    probe: () => Promise.resolve({ kind: 'failed', detail: 'a paper account needs no key' }),
    close: () => undefined,
  };
}

function paperBroker(deps: PaperDeps, { id, stage }: AccountAccess): Broker {
  const { calendar, clock } = deps;
  const book = deps.paperBook(id);
  const prices = paperPrices(deps);
  const floor = paperFloor({ ...deps, book, prices });
  const desk: Desk = { ...deps, id, book, prices, floor };
  return {
    kind: 'paper',
    stage,
    ...worthOf(desk),
    ...ordersOf(desk),
    async session(symbol, at) {
      const market = await prices.marketOf(symbol);
      if (market === undefined || market === 'other') return undefined;
      return calendar.isOpen(market, at) ? 'open' : 'closed';
    },
    sell: ({ symbol, quantity }) =>
      floor.place({ symbol, kind: 'market', quantity, stopPrice: undefined }),
    placeStop: ({ symbol, quantity, price }) =>
      floor.place({ symbol, kind: 'stop', quantity, stopPrice: price }),
    async cancel(name) {
      await floor.settle();
      const now = clock();
      const value = book.transact(() => {
        const order = orderOf(book, name);
        if (order?.status !== 'pending') return 'gone';
        book.end(order.id, 'cancelled', now);
        return 'cancelled';
      });
      return { kind: 'ok', value, at: now };
    },
    close: () => undefined,
  };
}

type Desk = PaperDeps & {
  readonly id: number;
  readonly book: PaperBook;
  readonly prices: Prices;
  readonly floor: Floor;
};

function worthOf(desk: Desk): Pick<Broker, 'summary' | 'positions'> {
  const { book, prices, floor, clock } = desk;
  return {
    async summary() {
      await floor.settle();
      const seen = await prices.of(book.holdings(clock()));
      const at = clock();
      const value = paperSummary(desk, seen, at);
      if (typeof value === 'string') return { kind: 'failed', fault: 'unavailable', detail: value };
      return { kind: 'ok', value, at };
    },
    async positions() {
      await floor.settle();
      const seen = await prices.of(book.holdings(clock()));
      const at = clock();
      const value = book.holdings(at).map((one) => paperPosition(desk, one, seen.get(one.symbol)));
      return { kind: 'ok', value, at };
    },
  };
}

function ordersOf({ book, floor, clock }: Desk): Pick<Broker, 'pending' | 'order' | 'history'> {
  return {
    async pending() {
      await floor.settle();
      return { kind: 'ok', value: book.pending().map(toBrokerOrder), at: clock() };
    },
    async order(name) {
      await floor.settle();
      const order = orderOf(book, name);
      if (order?.status === 'pending')
        return { kind: 'ok', value: toBrokerOrder(order), at: clock() };
      return { kind: 'failed', fault: 'not-found', detail: `no order ${name} is pending` };
    },
    async history({ since, symbol }) {
      await floor.settle();
      const ended = book.ended(since).map(toBrokerOrder);
      const value = ended.filter((one) => symbol === undefined || one.symbol === symbol);
      return { kind: 'ok', value, at: clock() };
    },
  };
}

function orderOf(book: PaperBook, name: string): PaperOrder | undefined {
  const id = Number(/^P(\d+)$/.exec(name)?.[1]);
  return Number.isSafeInteger(id) ? book.order(id) : undefined;
}
