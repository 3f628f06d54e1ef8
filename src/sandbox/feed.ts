/** What the pretend vendor tells of an instrument, in Yahoo's words; `time` is the exchange's, in epoch seconds. */
export type FeedQuote = {
  readonly symbol: string;
  readonly name: string;
  readonly quoteType: string;
  readonly exchange: string;
  readonly currency: string;
  readonly price: number;
  readonly previousClose: number | undefined;
  readonly time: number;
  /** How late the vendor says that it is, in minutes; 0 when left out. */
  readonly delayedBy?: number;
};

/** A closed bar; `time` is its opening, in epoch seconds. Volume is NaN where it is not known. */
export type FeedBar = {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** Bars opened within [from, to), epoch seconds; `interval` is Yahoo's word (`1m`, `1h`, `1d`). */
type FeedSpan = { readonly interval: string; readonly from: number; readonly to: number };

/** Where the pretend vendor gets its prices: a replay, or a test's own table. Never tells what is not yet known. */
export type MarketFeed = {
  quote(symbol: string): FeedQuote | undefined;
  /** Closed bars, oldest first. Undefined for an unknown symbol. */
  bars(symbol: string, span: FeedSpan): readonly FeedBar[] | undefined;
  /** Instruments whose symbol or name resembles the text, best first. */
  search(text: string): readonly FeedQuote[];
};
