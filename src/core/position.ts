import type { AccountStage, BrokerKind } from './broker.ts';
import type { UserId } from './people.ts';
import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

/** A person's account: one book of positions. */
export type Account = {
  readonly id: number;
  readonly user: UserId;
  /** What its person calls it; unique among theirs. */
  readonly name: string;
  readonly broker: BrokerKind;
  readonly stage: AccountStage;
  /** The broker's own name for it. */
  readonly remoteId: string | undefined;
  readonly currency: string;
  /** As last told by the broker, or reckoned; undefined before the first time. */
  readonly worth: AccountWorth | undefined;
  /** When positions were last read whole. */
  readonly positionsAt: Instant | undefined;
  readonly trouble:
    | { readonly why: string; readonly since: Instant; readonly isTold: boolean }
    | undefined;
};

export type AccountWorth = {
  readonly total: number;
  readonly freeCash: number;
  readonly realised: number;
  readonly at: Instant;
};

/** What is held of one instrument in one account. Prices in whole `currency`. */
export type Position = {
  readonly id: number;
  readonly accountId: number;
  /** The broker's spelling; the ticker where no broker keeps it. */
  readonly symbol: string;
  readonly ticker: Ticker | undefined;
  readonly isin: string | undefined;
  readonly name: string;
  readonly currency: string;
  readonly quantity: number;
  readonly available: number;
  readonly inPies: number;
  readonly averagePrice: number;
  readonly price: number | undefined;
  /** The exchange's time of the price, or the broker's when it tells no other. */
  readonly priceAt: Instant | undefined;
  /** In the account's currency, as the broker reckons; undefined where none does. */
  readonly profit: number | undefined;
  /** The highest price seen while held, split-adjusted. */
  readonly maxPrice: number;
  readonly maxAt: Instant;
  readonly openedAt: Instant;
  /** When it was last found among the account's positions. */
  readonly seenAt: Instant;
  readonly closedAt: Instant | undefined;
};

/** How a stop's price is found. Percent are of the price it hangs on; `multiple` is of the average true range. */
export type StopTerms =
  /** As much of the account as may be lost by it. */
  | { readonly kind: 'risk'; readonly pct: number }
  | { readonly kind: 'percent'; readonly pct: number }
  | { readonly kind: 'fixed'; readonly price: number }
  | { readonly kind: 'atr'; readonly multiple: number; readonly days: number }
  | { readonly kind: 'trail'; readonly pct: number }
  | { readonly kind: 'trail-atr'; readonly multiple: number; readonly days: number }
  /** Below the last swing low. */
  | { readonly kind: 'structure' };

export type Stop = {
  readonly id: number;
  readonly positionId: number;
  readonly terms: StopTerms;
  /** Where it stands, in whole currency of the instrument: it only ever rises. Undefined until it can be found. */
  readonly price: number | undefined;
  readonly setAt: Instant;
  readonly movedAt: Instant;
  /** `watching` above it, `near` within the band above it, `reached` at or below it. */
  readonly stage: 'watching' | 'near' | 'reached';
  readonly stageAt: Instant;
  /** Counts how often it was reached: each has its own alert. */
  readonly seq: number;
  readonly alertId: number | undefined;
};
