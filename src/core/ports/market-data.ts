import type { SourceReason } from '../error.ts';
import type { Instrument, Quote } from '../market.ts';
import type { Ticker } from '../ticker.ts';

/** What a batch of tickers came to. Every asked ticker is in exactly one of the three. */
export type QuoteBatch = {
  readonly quotes: ReadonlyMap<Ticker, Quote>;
  /** The vendor answered and does not know these. */
  readonly unknown: readonly Ticker[];
  /** "Could not ask", which is not "nothing happened". */
  readonly failures: readonly QuoteFailure[];
};

export type QuoteFailure = {
  readonly ticker: Ticker;
  readonly source: string;
  readonly reason: SourceReason;
  readonly detail: string;
};

/** Prices and names, from whichever vendor answers. Never throws for a vendor's fault. */
export type MarketData = {
  quotes(tickers: readonly Ticker[]): Promise<QuoteBatch>;
  /** Instruments that a mistyped or partial name may mean, best first; empty when none or when it could not be asked. */
  suggest(text: string): Promise<readonly Instrument[]>;
};
