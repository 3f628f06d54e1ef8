import type { Instrument, Quote } from '../core/market.ts';
import type { QuoteFailure } from '../core/ports/market-data.ts';
import { sourceFault } from '../core/source-words.ts';
import { splitsOf } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import { admit } from '../rules/admit.ts';
import type { AppDeps } from './deps.ts';

/** What could be learned about a ticker just now. */
export type Reading =
  | { readonly kind: 'priced'; readonly ticker: Ticker; readonly quote: Quote }
  /** It exists, but its price cannot be believed or is too old; `quote` is what may still be shown, with its age. */
  | {
      readonly kind: 'doubted';
      readonly ticker: Ticker;
      readonly why: string;
      readonly quote: Quote | undefined;
    }
  /** Could not ask, which says nothing about the ticker. `quote` is the last that was known. */
  | {
      readonly kind: 'failed';
      readonly ticker: Ticker;
      readonly why: string;
      readonly quote: Quote | undefined;
    }
  /** The source answered and has never heard of it. */
  | {
      readonly kind: 'unknown';
      readonly ticker: Ticker;
      readonly suggestions: readonly Instrument[];
    };

export type ReadingDeps = Pick<AppDeps, 'market' | 'store' | 'calendar' | 'clock'>;

/** Looks tickers up, in the order asked. Awaits the provider; writes nothing. */
export async function readTickers(
  deps: ReadingDeps,
  tickers: readonly Ticker[],
): Promise<readonly Reading[]> {
  const { quotes, failures } = await deps.market.quotes(tickers);
  const failed = new Map(failures.map((failure) => [failure.ticker, failure]));
  return Promise.all(
    tickers.map(async (ticker) => {
      const quote = quotes.get(ticker);
      return quote === undefined
        ? unpriced(deps, ticker, failed.get(ticker))
        : believe(deps, quote, deps.clock());
    }),
  );
}

/** Looks one ticker up. */
export async function readTicker(deps: ReadingDeps, ticker: Ticker): Promise<Reading> {
  const [reading] = await readTickers(deps, [ticker]);
  return reading ?? { kind: 'failed', ticker, why: 'nothing was asked', quote: undefined };
}

async function unpriced(
  { store, market }: ReadingDeps,
  ticker: Ticker,
  failure: QuoteFailure | undefined,
): Promise<Reading> {
  if (failure === undefined) {
    return { kind: 'unknown', ticker, suggestions: await market.suggest(ticker) };
  }
  const quote = store.quotes.get(ticker)?.quote;
  return { kind: 'failed', ticker, why: sourceFault(failure), quote };
}

/** Judged like any quote that a scan brings: by its own time, and by the last one. */
function believe({ store, calendar }: ReadingDeps, quote: Quote, now: Instant): Reading {
  const { ticker } = quote;
  const state = store.quotes.get(ticker) ?? newTickerState(ticker);
  const { market } = quote.instrument;
  const isOpen = market !== 'other' && calendar.isOpen(market, now);
  const session = isOpen ? calendar.lastSession(market, now) : undefined;
  const isAssumed = session?.assumed ?? true;
  // Whether there was another split is for the scan to ask.
  const splits = { known: splitsOf(store.actions.of(ticker)), answer: 'nobody-asks' } as const;
  const facts = { openSince: session?.opensAt, isAssumed, scanIntervalMs: 0, splits, now };
  const admission = admit(state, quote, facts);
  switch (admission.kind) {
    case 'new':
      return { kind: 'priced', ticker, quote: admission.quote };
    case 'same':
      return { kind: 'priced', ticker, quote: state.quote ?? quote };
    case 'unknown': {
      const shown = admission.reason === 'stale' ? quote : state.quote;
      return { kind: 'doubted', ticker, why: admission.why, quote: shown };
    }
  }
}
