import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

export type InstrumentKind =
  | 'share'
  | 'etf'
  | 'index'
  | 'future'
  | 'fx'
  | 'crypto'
  | 'fund'
  | 'other';

/** What a ticker is. `currency` is as quoted: `GBp` is London pence, a hundredth of `GBP`. */
export type Instrument = {
  readonly ticker: Ticker;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly exchange: string;
  readonly market: MarketId;
};

/** Whose opening hours count. `always` is crypto; `fx` and `futures` run Sunday to Friday evening, New York. */
export type MarketId = 'us' | 'us-index' | 'london' | 'fx' | 'futures' | 'always' | 'other';

/** A price and the exchange's own time for it; never ours. */
export type Quote = {
  readonly ticker: Ticker;
  readonly price: number;
  readonly currency: string;
  /** The exchange's time of the price. */
  readonly at: Instant;
  /** How late the feed says that it is for this exchange, in milliseconds; 0 when real time. */
  readonly delayMs: number;
  /** Yesterday's official close in the same currency, when the feed tells it. */
  readonly previousClose: number | undefined;
  readonly source: string;
  readonly instrument: Instrument;
};

/** Closed bars as columns, oldest first. Cells that are missing are NaN. */
export type Bars = {
  readonly openedAt: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};
