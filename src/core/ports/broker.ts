import type {
  AccountStage,
  AccountSummary,
  BrokerAnswer,
  BrokerKind,
  BrokerOrder,
  BrokerPosition,
  PostOutcome,
} from '../broker.ts';
import type { Instant } from '../time.ts';

/** One account at a broker. Reads wait for the broker's own limits, within a limit of time, and never throw for its faults. */
export type Broker = {
  readonly kind: BrokerKind;
  readonly stage: AccountStage;
  summary(): Promise<BrokerAnswer<AccountSummary>>;
  positions(): Promise<BrokerAnswer<readonly BrokerPosition[]>>;
  /** Orders that have not ended. */
  pending(): Promise<BrokerAnswer<readonly BrokerOrder[]>>;
  /** One order while it is pending; a fault `not-found` once it has ended. */
  order(id: string): Promise<BrokerAnswer<BrokerOrder>>;
  /** Orders that have ended, newest first, of one instrument when a symbol is given. */
  history(wish: {
    readonly since: Instant;
    readonly symbol?: string;
  }): Promise<BrokerAnswer<readonly BrokerOrder[]>>;
  /** Whether the instrument's own exchange is in its regular session by the broker's timetable; undefined where it tells none. */
  session(symbol: string, at: Instant): Promise<'open' | 'closed' | undefined>;
  /** One request, never repeated by anybody below. */
  sell(wish: { readonly symbol: string; readonly quantity: number }): Promise<PostOutcome>;
  /** A stop order that rests at the broker, good till cancelled; `price` in whole currency. One request as well. */
  placeStop(wish: {
    readonly symbol: string;
    readonly quantity: number;
    readonly price: number;
  }): Promise<PostOutcome>;
  cancel(id: string): Promise<BrokerAnswer<'cancelled' | 'gone'>>;
  close(): void;
};

export type Credentials = { readonly key: string; readonly secret: string | undefined };

/** An account as a broker's client needs it. */
export type AccountAccess = {
  readonly id: number;
  readonly kind: BrokerKind;
  readonly stage: AccountStage;
  readonly credentials: Credentials | undefined;
  /** What was found out about it before and is kept: which shape of answers it speaks. */
  readonly shape: string | undefined;
};

/** Opens accounts; one client an account, so that its limits are kept whoever asks. */
export type Brokers = {
  /** Undefined for accounts that no broker keeps. */
  open(account: AccountAccess): Broker | undefined;
  /** Tries credentials before they are kept: what they may do, in which shape it answers. */
  probe(wish: Omit<AccountAccess, 'id' | 'shape'>): Promise<Probe>;
  /** Ends what is open of an account that was removed or whose key was changed. */
  forget(id: number): void;
  close(): void;
};

export type Probe =
  | {
      readonly kind: 'ok';
      readonly summary: AccountSummary;
      readonly shape: string;
      /** What the key may not do: `orders:execute`, `history`. Empty: everything. */
      readonly lacks: readonly string[];
    }
  | { readonly kind: 'failed'; readonly detail: string };
