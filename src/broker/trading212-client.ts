import { z } from 'zod';
import type { AccountStage, PostOutcome } from '../core/broker.ts';
import type { Broker } from '../core/ports/broker.ts';
import type { Clock } from '../core/time.ts';
import { type AccountReads, createAccountReads, type Shape } from './trading212-account.ts';
import type { Ask } from './trading212-ask.ts';
import { historyRows, ordersOfRows } from './trading212-history.ts';
import type { Book, Instruments } from './trading212-instruments.ts';
import { type FindInstrument, orderOf, unitOf } from './trading212-map.ts';
import type { Post } from './trading212-post.ts';
import { ORDER, ORDERS, type OrderWire } from './trading212-wire.ts';

export type ClientDeps = {
  readonly stage: AccountStage;
  /** Found out with the first answer where it is not known yet. */
  readonly shape: Shape | undefined;
  readonly ask: Ask;
  readonly post: (find: FindInstrument) => Post;
  readonly instruments: Instruments;
  readonly clock: Clock;
  /** How long a page of past orders may wait for its turn. */
  readonly pageWaitMs: number;
  readonly close: () => void;
};

export type Client = Broker & Pick<AccountReads, 'shape'>;

/** An account at Trading 212. */
export function createClient(deps: ClientDeps): Client {
  const { ask, instruments, stage } = deps;
  let known: Book | undefined;

  async function bookOf(symbols: readonly string[]): Promise<Book> {
    known = await instruments.having(symbols, ask);
    return known;
  }

  // An order's answer is read with what is known by then: nobody is asked for more in between.
  const post = deps.post((symbol) => known?.find(symbol));
  return {
    kind: 'trading212',
    stage,
    ...createAccountReads({ ask, bookOf, shape: deps.shape }),
    ...orderReads({ ask, bookOf, pageWaitMs: deps.pageWaitMs }),
    async session(symbol, at) {
      return (await bookOf([symbol])).session(symbol, at);
    },
    async sell({ symbol, quantity }) {
      if (!isAmount(quantity)) return NOTHING_TO_SELL;
      const body = { quantity: -quantity, extendedHours: false };
      return post({ endpoint: 'market', symbol, body });
    },
    async placeStop({ symbol, quantity, price }) {
      if (!isAmount(quantity) || !isAmount(price)) return NOTHING_TO_SELL;
      const instrument = (await bookOf([symbol])).find(symbol);
      if (instrument === undefined) return UNLISTED;
      const unit = unitOf(instrument.currency);
      const stopPrice = Number((price * unit.perWhole).toFixed(PRICE_DIGITS));
      const body = { quantity: -quantity, stopPrice, timeValidity: 'GOOD_TILL_CANCEL' };
      return post({ endpoint: 'stop', symbol, body });
    },
    async cancel(id) {
      const path = `orders/${encodeURIComponent(id)}`;
      const schema = z.unknown();
      const answer = await ask({ endpoint: 'cancel', path, schema, method: 'DELETE' });
      if (answer.kind === 'ok') return { ...answer, value: 'cancelled' };
      return answer.fault === 'not-found'
        ? { kind: 'ok', value: 'gone', at: deps.clock() }
        : answer;
    },
    close: deps.close,
  };
}

function orderReads({
  ask,
  bookOf,
  pageWaitMs,
}: Pick<ClientDeps, 'ask' | 'pageWaitMs'> & {
  readonly bookOf: (symbols: readonly string[]) => Promise<Book>;
}): Pick<Broker, 'pending' | 'order' | 'history'> {
  return {
    async pending() {
      const answer = await ask({ endpoint: 'pending', path: 'orders', schema: ORDERS });
      if (answer.kind === 'failed') return answer;
      const book = await bookOf(symbolsOf(answer.value));
      const orders = answer.value.map((wire) => orderOf(wire, book.find, answer.at));
      return { ...answer, value: [...new Map(orders.map((order) => [order.id, order])).values()] };
    },
    async order(id) {
      const path = `orders/${encodeURIComponent(id)}`;
      const answer = await ask({ endpoint: 'order', path, schema: ORDER });
      if (answer.kind === 'failed') return answer;
      const book = await bookOf(symbolsOf([answer.value]));
      return { ...answer, value: orderOf(answer.value, book.find, answer.at) };
    },
    async history(wish) {
      const answer = await historyRows({ ask, longestWaitMs: pageWaitMs }, wish);
      if (answer.kind === 'failed') return answer;
      const book = await bookOf(symbolsOf(answer.value.map(({ order }) => order)));
      return { ...answer, value: ordersOfRows(answer.value, book.find, wish.since) };
    },
  };
}

const NOTHING_TO_SELL: PostOutcome = {
  kind: 'rejected',
  code: 'not-a-number',
  detail: 'there is nothing to sell; nothing was sent',
};

/** JSON has no word for the rest, and would say null. */
function isAmount(number: number): boolean {
  return Number.isFinite(number) && number > 0;
}

/** Pounds or pence is not to be guessed. */
const UNLISTED: PostOutcome = {
  kind: 'rejected',
  code: 'not-listed',
  detail: 'the instrument is not among those it lists; nothing was sent',
};

function symbolsOf(wires: readonly OrderWire[]): readonly string[] {
  return wires.flatMap((wire) => wire.ticker ?? wire.instrument?.ticker ?? []);
}

const PRICE_DIGITS = 6;
