import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

/** Where a book is kept. `manual` positions are typed in; `paper` fills orders against quotes. */
export type BrokerKind = 'trading212' | 'paper' | 'manual';

/** Whose money it is: nobody's, a demonstration's, or a person's. */
export type AccountStage = 'paper' | 'demo' | 'live';

/** What an account is worth, in its own currency. */
export type AccountSummary = {
  /** The broker's own name for it. */
  readonly remoteId: string;
  /** ISO 4217; never pence. */
  readonly currency: string;
  readonly totalValue: number;
  readonly cash: { readonly free: number; readonly reserved: number; readonly inPies: number };
  readonly invested: {
    readonly value: number;
    readonly cost: number;
    readonly realised: number;
    readonly unrealised: number;
  };
};

/** What the broker says is held of one instrument. Prices are in whole `currency`, whatever unit the broker quotes. */
export type BrokerPosition = {
  /** The broker's own spelling: `AAPL_US_EQ`. */
  readonly symbol: string;
  /** Ours; undefined where its venue is not known. */
  readonly ticker: Ticker | undefined;
  readonly isin: string | undefined;
  readonly name: string;
  /** ISO 4217 of the instrument; `GBP` where the broker quotes pence. */
  readonly currency: string;
  readonly quantity: number;
  /** What may be sold: without pies and without what other orders have reserved. */
  readonly available: number;
  readonly inPies: number;
  readonly averagePrice: number;
  readonly price: number | undefined;
  readonly openedAt: Instant | undefined;
  /** In the account's currency, as the broker reckons; undefined where it does not say. */
  readonly wallet:
    | {
        readonly cost: number;
        readonly value: number;
        readonly profit: number;
        readonly fx: number;
      }
    | undefined;
};

export type OrderSide = 'buy' | 'sell';
export type OrderKind = 'market' | 'limit' | 'stop' | 'stop-limit';
/** `unclear`: a word of the broker's that nobody here knows; never taken for an end. */
export type OrderStatus =
  | 'pending'
  | 'partially-filled'
  | 'filled'
  | 'cancelled'
  | 'rejected'
  | 'unclear';

/** One order at the broker. Quantities are positive, whatever sign the broker gives a sale. */
export type BrokerOrder = {
  readonly id: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  readonly quantity: number;
  readonly filled: number;
  readonly limitPrice: number | undefined;
  readonly stopPrice: number | undefined;
  /** The average price of what was filled, in whole `currency`. */
  readonly fillPrice: number | undefined;
  readonly currency: string;
  /** `API` for ours; `IOS`, `ANDROID`, `WEB` for a person's own hand. */
  readonly initiatedFrom: string;
  readonly createdAt: Instant;
  /** What was realised by it, in the account's currency, when the broker says. */
  readonly realised: number | undefined;
};

/** Why a broker has no answer. `scope`: the key may not do this; `payload`: it answered what nobody can read. */
export type BrokerFault =
  | 'unauthorized'
  | 'scope'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'network'
  | 'payload'
  | 'not-found';

export type BrokerAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly at: Instant }
  | {
      readonly kind: 'failed';
      readonly fault: BrokerFault;
      /** Follows "Trading 212: "; without secrets. */
      readonly detail: string;
    };

/** What the one request that an order may have came to. */
export type PostOutcome =
  | { readonly kind: 'accepted'; readonly order: BrokerOrder }
  /** Certainly not accepted. */
  | { readonly kind: 'rejected'; readonly code: string; readonly detail: string }
  /** Perhaps accepted: cut, timed out after writing, 408, 5xx, or an answer that nobody can read. */
  | { readonly kind: 'unknown'; readonly code: string; readonly detail: string };
