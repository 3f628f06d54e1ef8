import type { Quote } from '../core/market.ts';
import type { BarsReply, BarsWish, QuoteBatch, QuoteFailure } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Provider } from './provider.ts';

/**
 * Asks providers in order, each only for what those before it had no quote for. A ticker is unknown only when every
 * provider that was asked says so: one that could not be asked might have known it.
 */
export function createFallback(providers: readonly Provider[]): Provider {
  async function quotes(tickers: readonly Ticker[]): Promise<QuoteBatch> {
    const found = new Map<Ticker, Quote>();
    const failed = new Map<Ticker, QuoteFailure>();
    let missing = [...new Set(tickers)];
    for (const provider of providers) {
      if (missing.length === 0) break;
      const batch = await provider.quotes(missing);
      for (const [ticker, quote] of batch.quotes) found.set(ticker, quote);
      // The first provider's reason is kept: it is the one a person expects to hear about.
      for (const failure of batch.failures) {
        if (!failed.has(failure.ticker)) failed.set(failure.ticker, failure);
      }
      missing = missing.filter((ticker) => !found.has(ticker));
    }
    return {
      quotes: found,
      unknown: missing.filter((ticker) => !failed.has(ticker)),
      failures: missing.flatMap((ticker) => failed.get(ticker) ?? []),
    };
  }

  /** The first bars that are had. What went wrong, or is too old, counts more than "unknown". */
  async function bars(wish: BarsWish): Promise<BarsReply> {
    let kept: BarsReply = { kind: 'unknown' };
    for (const provider of providers) {
      const reply = await provider.bars(wish);
      if (reply.kind === 'bars') return reply;
      if (kept.kind === 'unknown') kept = reply;
    }
    return kept;
  }

  return {
    name: providers.map(({ name }) => name).join(', '),
    quotes,
    bars,
    async suggest(text) {
      for (const provider of providers) {
        const instruments = await provider.suggest(text);
        if (instruments.length > 0) return instruments;
      }
      return [];
    },
    async close() {
      await Promise.all(providers.map((provider) => provider.close()));
    },
  };
}
