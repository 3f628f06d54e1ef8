import type { OrderSide } from './broker.ts';
import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

/** A purchase or a sale that was carried out. Price in whole `currency`. */
export type Trade = {
  readonly id: number;
  readonly accountId: number;
  /** What it was of, when that is known here. */
  readonly positionId: number | undefined;
  /** The broker's name for the order; our own for what was typed in or filled on paper. Unique in its account. */
  readonly remoteId: string;
  /** The broker's spelling; the ticker where no broker keeps it. */
  readonly symbol: string;
  readonly ticker: Ticker | undefined;
  readonly side: OrderSide;
  readonly quantity: number;
  readonly price: number;
  readonly currency: string;
  /** What was realised, in the account's currency; undefined for purchases, and where nobody says. */
  readonly realised: number | undefined;
  /** `API` for ours; `IOS`, `ANDROID`, `WEB` for a person's own hand; `TYPED` for what was typed in here. */
  readonly initiatedFrom: string;
  readonly at: Instant;
};
