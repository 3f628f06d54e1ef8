import type { Ticker } from '../ticker.ts';
import type { Instant } from '../time.ts';

/** What a paper account has of one instrument: what was bought and not sold, on today's footing. Prices in whole `currency`. */
export type PaperHolding = {
  readonly symbol: string;
  readonly ticker: Ticker | undefined;
  readonly currency: string;
  readonly quantity: number;
  readonly averagePrice: number;
  readonly openedAt: Instant;
};

/** An order of a paper account. All of them sell. */
export type PaperOrder = {
  readonly id: number;
  readonly symbol: string;
  readonly ticker: Ticker | undefined;
  readonly kind: 'market' | 'stop';
  readonly status: 'pending' | 'filled' | 'cancelled' | 'rejected';
  readonly quantity: number;
  readonly stopPrice: number | undefined;
  readonly fillPrice: number | undefined;
  readonly currency: string;
  readonly realised: number | undefined;
  readonly createdAt: Instant;
  readonly endedAt: Instant | undefined;
};

export type NewPaperOrder = Pick<
  PaperOrder,
  'symbol' | 'kind' | 'quantity' | 'stopPrice' | 'currency' | 'createdAt'
>;

/** What an order came to. Money in the account's currency. */
type PaperFill = {
  readonly price: number;
  /** The exchange's time of the price. */
  readonly pricedAt: Instant;
  readonly proceeds: number;
  readonly realised: number;
};

/** What a paper account's broker keeps over restarts, for one account. */
export type PaperBook = {
  /** One transaction: what is read within it is what is changed. Never awaits. */
  transact<T>(work: () => T): T;
  /** Undefined for an account that was removed. */
  account():
    | { readonly currency: string; readonly cash: number; readonly realised: number }
    | undefined;
  holdings(now: Instant): readonly PaperHolding[];
  /** Whether the instrument was split since then. */
  wasSplit(ticker: Ticker, since: Instant, now: Instant): boolean;
  /** Oldest first. */
  pending(): readonly PaperOrder[];
  order(id: number): PaperOrder | undefined;
  /** Orders that ended since then, newest first. */
  ended(since: Instant): readonly PaperOrder[];
  add(order: NewPaperOrder): PaperOrder;
  /** Ends an order without a sale. */
  end(id: number, status: 'cancelled' | 'rejected', now: Instant): void;
  /** Ends an order by a sale: with its trade, and the money for it. */
  fill(order: PaperOrder, fill: PaperFill, now: Instant): void;
};

/** The name by which a paper order goes to the outside, and its trade is kept. */
export function paperOrderName(id: number): string {
  return `P${id}`;
}
