import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';
import type { Timeframe } from './timeframe.ts';

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

/**
 * Whose opening hours count. `euronext` is its common calendar (Amsterdam, Brussels, Dublin, Lisbon, Paris), `shanghai` also
 * Shenzhen, `always` crypto; `fx` and `futures` run Sunday to Friday evening, New York.
 */
export type MarketId =
  | 'us'
  | 'us-index'
  | 'london'
  | 'xetra'
  | 'euronext'
  | 'shanghai'
  | 'fx'
  | 'futures'
  | 'always'
  | 'other';

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
  /** The day's first price, when the feed tells it. */
  readonly open?: number | undefined;
  /** The next results, or the last ones when no next are known; undefined when the feed tells none. */
  readonly earnings: Earnings | undefined;
  readonly source: string;
  readonly instrument: Instrument;
};

/** When a company publishes its results; the start of the span while the vendor knows no more. */
export type Earnings = {
  readonly at: Instant;
  /** The vendor guesses the day; the company has not named it. */
  readonly isEstimate: boolean;
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

/** Closed bars of one length, with the moment from which each is complete: the end of its time or of its session. */
export type BarSeries = {
  readonly timeframe: Timeframe;
  readonly bars: Bars;
  /** Epoch milliseconds, one for each bar. */
  readonly closesAt: Float64Array;
};

/** What changes the meaning of a price. `at` is the first moment at which trading is on the new footing. */
export type CorporateAction =
  /** 4 new shares for 1 old: `numerator` 4, `denominator` 1. */
  | {
      readonly kind: 'split';
      readonly at: Instant;
      readonly numerator: number;
      readonly denominator: number;
    }
  /** `amount` a share, in the quote's currency. */
  | { readonly kind: 'dividend'; readonly at: Instant; readonly amount: number };
