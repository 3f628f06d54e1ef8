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
  /** Why the ticker cannot be judged at present, and since when; told once. */
  readonly trouble: { readonly why: string; readonly since: Instant } | undefined;
};
