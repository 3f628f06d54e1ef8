import type { SourceReason } from '../error.ts';
import type { Bars, CorporateAction, Instrument, Quote } from '../market.ts';
import type { Ticker } from '../ticker.ts';
import type { Instant } from '../time.ts';
import type { FetchedTimeframe } from '../timeframe.ts';

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

/** Bars that opened at or after `from`. */
export type BarsWish = {
  readonly ticker: Ticker;
  readonly timeframe: FetchedTimeframe;
  readonly from: Instant;
};

export type BarsReply =
  | {
      readonly kind: 'bars';
      readonly source: string;
      /**
       * Oldest first, each time once, on the footing of today's shares (split-adjusted, not dividend-adjusted). The last may
       * still be forming. Rows whose prices are missing or cannot be are left out.
       */
      readonly bars: Bars;
      /** Splits and dividends of the same stretch of time, oldest first. */
      readonly actions: readonly CorporateAction[];
      /** When the session that the last bar belongs to ends, if the vendor tells. */
      readonly sessionEndsAt: Instant | undefined;
    }
  /** The vendor answered and does not know the ticker. */
  | { readonly kind: 'unknown' }
  /** The vendor keeps no bars of that length so long ago. */
  | { readonly kind: 'too-old'; readonly detail: string }
  | {
      readonly kind: 'failed';
      readonly source: string;
      readonly reason: SourceReason;
      readonly detail: string;
    };

/** Prices and names, from whichever vendor answers. Never throws for a vendor's fault. */
export type MarketData = {
  quotes(tickers: readonly Ticker[]): Promise<QuoteBatch>;
  bars(wish: BarsWish): Promise<BarsReply>;
  /** Instruments that a mistyped or partial name may mean, best first; empty when none or when it could not be asked. */
  suggest(text: string): Promise<readonly Instrument[]>;
};
