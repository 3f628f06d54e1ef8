import type { Instrument } from '../core/market.ts';
import { nearest } from './nearest.ts';
import { POPULAR_TICKERS } from './popular.ts';
import type { Provider } from './provider.ts';

const MOST_SUGGESTIONS = 5;
const LONGEST_NAME = 60;

/** When the provider finds nothing, offers well-known tickers of nearly the same spelling, once it has confirmed them. */
export function withNearestSpelling(inner: Provider): Provider {
  return {
    ...inner,
    async suggest(text): Promise<readonly Instrument[]> {
      const asked = text.trim().slice(0, LONGEST_NAME);
      if (asked === '') return [];
      const found = await inner.suggest(asked);
      if (found.length > 0) return found.slice(0, MOST_SUGGESTIONS);
      const likely = nearest(asked.toUpperCase(), POPULAR_TICKERS).slice(0, MOST_SUGGESTIONS);
      if (likely.length === 0) return [];
      const { quotes } = await inner.quotes(likely);
      return likely.flatMap((ticker) => quotes.get(ticker)?.instrument ?? []);
    },
  };
}
