import type { Quote } from '../core/market.ts';
import type { QuoteBatch } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { Provider } from './provider.ts';
import { shareBars } from './share-bars.ts';

export type CacheOptions = {
  readonly clock: Clock;
  /** How long an answer may be given again, in milliseconds of the market's clock. */
  readonly keepMs: number;
};

type Kept = { readonly quote: Quote; readonly askedAt: Instant };

const MOST_KEPT = 20_000;

/**
 * Gives a quote again for a short while and lets callers that ask at the same time share one request. A kept quote is the
 * very same: its `at` stays the exchange's. Only quotes are kept, never "unknown" or failures, and never bars.
 */
export function createCache(inner: Provider, { clock, keepMs }: CacheOptions): Provider {
  const kept = new Map<Ticker, Kept>();
  const inFlight = new Map<Ticker, Promise<QuoteBatch>>();

  function recall(ticker: Ticker, now: Instant): Quote | undefined {
    const entry = kept.get(ticker);
    if (entry === undefined) return undefined;
    // An age below zero means that the clock was set back; then nothing is known about the true age.
    const ageMs = now - entry.askedAt;
    if (ageMs >= 0 && ageMs < keepMs) return entry.quote;
    kept.delete(ticker);
    return undefined;
  }

  async function ask(tickers: readonly Ticker[]): Promise<QuoteBatch> {
    const askedAt = clock();
    try {
      const batch = await inner.quotes(tickers);
      if (kept.size + batch.quotes.size > MOST_KEPT) kept.clear();
      for (const [ticker, quote] of batch.quotes) kept.set(ticker, { quote, askedAt });
      return batch;
    } finally {
      for (const ticker of tickers) inFlight.delete(ticker);
    }
  }

  async function quotes(tickers: readonly Ticker[]): Promise<QuoteBatch> {
    const now = clock();
    const known = new Map<Ticker, Quote>();
    const waiting = new Map<Promise<QuoteBatch>, Set<Ticker>>();
    const missing: Ticker[] = [];
    for (const ticker of new Set(tickers)) {
      const quote = recall(ticker, now);
      const shared = inFlight.get(ticker);
      if (quote !== undefined) known.set(ticker, quote);
      else if (shared === undefined) missing.push(ticker);
      else waiting.set(shared, (waiting.get(shared) ?? new Set<Ticker>()).add(ticker));
    }
    if (missing.length > 0) {
      const request = ask(missing);
      for (const ticker of missing) inFlight.set(ticker, request);
      waiting.set(request, new Set(missing));
    }
    const parts = await Promise.all(
      [...waiting].map(async ([request, wanted]) => only(await request, wanted)),
    );
    return {
      quotes: new Map([...known, ...parts.flatMap((part) => [...part.quotes])]),
      unknown: parts.flatMap((part) => part.unknown),
      failures: parts.flatMap((part) => part.failures),
    };
  }

  return { ...inner, quotes, bars: shareBars(inner) };
}

function only(batch: QuoteBatch, wanted: ReadonlySet<Ticker>): QuoteBatch {
  return {
    quotes: new Map([...batch.quotes].filter(([ticker]) => wanted.has(ticker))),
    unknown: batch.unknown.filter((ticker) => wanted.has(ticker)),
    failures: batch.failures.filter(({ ticker }) => wanted.has(ticker)),
  };
}
