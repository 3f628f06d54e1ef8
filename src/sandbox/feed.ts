/** What the pretend vendor tells of an instrument, in Yahoo's words; `time` is the exchange's, in epoch seconds. */
export type FeedQuote = {
  readonly symbol: string;
  readonly name: string;
  readonly quoteType: string;
  readonly exchange: string;
  readonly currency: string;
  readonly price: number;
  readonly previousClose: number | undefined;
  /** The day's first price; not told when left out. */
  readonly open?: number;
  readonly time: number;
  /** How late the vendor says that it is, in minutes; 0 when left out. */
  readonly delayedBy?: number;
  /** When results are due, in epoch seconds; `isEstimate` as long as the company has not named the day. */
  readonly earnings?: {
    readonly from: number;
    readonly until: number;
    readonly isEstimate: boolean;
  };
};

/** A bar; `time` is its opening, in epoch seconds. A cell that is NaN is one that the vendor leaves empty. */
export type FeedBar = {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** A split or a dividend; `time` is the first moment on the new footing, in epoch seconds. */
export type FeedAction =
  | {
      readonly kind: 'split';
      readonly time: number;
      readonly numerator: number;
      readonly denominator: number;
    }
  | { readonly kind: 'dividend'; readonly time: number; readonly amount: number };

/** Regular hours of the trading day in progress, or of the last one, in epoch seconds; `zone` is the exchange's. */
export type FeedHours = { readonly zone: string; readonly start: number; readonly end: number };

/** Bars opened within [from, to), epoch seconds; `interval` is Yahoo's word (`1m`, `1h`, `1d`). */
export type FeedSpan = { readonly interval: string; readonly from: number; readonly to: number };

/** Where the pretend vendor gets its prices: a replay, or a test's own table. Never tells what is not yet known. */
export type MarketFeed = {
  quote(symbol: string): FeedQuote | undefined;
  /** Bars, oldest first; the last may still be forming. Undefined for an unknown symbol. */
  bars(symbol: string, span: FeedSpan): readonly FeedBar[] | undefined;
  /** Instruments whose symbol or name resembles the text, best first. */
  search(text: string): readonly FeedQuote[];
  /** Splits and dividends; none when left out. */
  actions?(symbol: string): readonly FeedAction[];
  /** The usual ones of its exchange when left out. */
  hours?(symbol: string): FeedHours | undefined;
  /** The vendor's time in epoch seconds, by which it says that bars are too old to be had; when left out none are. */
  now?(): number;
};
