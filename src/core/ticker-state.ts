import type { Quote } from './market.ts';
import type { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

/** What is remembered of a ticker between scans. */
export type TickerState = {
  readonly ticker: Ticker;
  /** The last quote that rules were allowed to see. */
  readonly quote: Quote | undefined;
  /** A price too far off to be believed at once: it needs a second reading. */
  readonly held: { readonly price: number; readonly since: Instant } | undefined;
  /** Set while the ticker cannot be judged. */
  readonly trouble: Trouble | undefined;
};

/** Why a ticker cannot be judged, since when, and whether its people have been told. */
export type Trouble = { readonly why: string; readonly since: Instant; readonly isTold: boolean };

/** What is known of a ticker before it was ever asked for. */
export function newTickerState(ticker: Ticker): TickerState {
  return { ticker, quote: undefined, held: undefined, trouble: undefined };
}
