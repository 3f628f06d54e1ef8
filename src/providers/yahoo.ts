import { SourceError } from '../core/error.ts';
import type { Instrument } from '../core/market.ts';
import type { QuoteBatch } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import { createHttpClient, type HttpLimits } from '../http/client.ts';
import { mergeBatches } from './batch.ts';
import type { Provider, ProviderDeps } from './provider.ts';
import { createYahooBars } from './yahoo-bars.ts';
import { createYahooFetch } from './yahoo-fetch.ts';
import { type Asked, readRows, unreadable, YAHOO } from './yahoo-map.ts';
import { createYahooSession } from './yahoo-session.ts';
import { fromYahooSymbol, toYahooSymbol } from './yahoo-symbol.ts';
import { searchResult } from './yahoo-wire.ts';

export type YahooOptions = {
  /** Replaces scheme and host of every request, those for cookie and crumb included. */
  readonly root: string | undefined;
  readonly limits?: Partial<HttpLimits>;
};

/** Yahoo's own limit lies higher; longer addresses are refused by some of its front ends. */
const SYMBOLS_PER_REQUEST = 100;
/** So many names, all unknown at once, are an outage and not typing mistakes. */
const SUSPICIOUSLY_MANY = 5;
const MOST_SUGGESTIONS = 5;

/**
 * Quotes and names from Yahoo Finance: shares, ETFs, indices, futures, currencies and crypto. The price is the regular
 * session's, in the exchange's own currency unit (`GBp` is pence), the time is the exchange's.
 */
export function createYahoo(options: YahooOptions, deps: ProviderDeps): Provider {
  const { elapsed, random } = deps;
  const { limits = {} } = options;
  const http = createHttpClient({ source: YAHOO, elapsed, random, limits });
  const session = createYahooSession(YAHOO, createYahooFetch(http, options.root));
  const quoted = new Set<Ticker>();

  async function ask(asked: Asked): Promise<QuoteBatch> {
    try {
      const rows: unknown = await session.run((yahoo) =>
        yahoo.quote([...asked.keys()], {}, { validateResult: false }),
      );
      const list: readonly unknown[] = Array.isArray(rows) ? rows : [];
      if (list.length === 0 && isOutage(asked, quoted)) return allFailed(asked, EMPTY_ANSWER);
      const batch = readRows(list, asked, deps.clock());
      for (const ticker of batch.quotes.keys()) quoted.add(ticker);
      return batch;
    } catch (error) {
      if (error instanceof SourceError) return allFailed(asked, error);
      throw error;
    }
  }

  async function quotes(tickers: readonly Ticker[]): Promise<QuoteBatch> {
    return mergeBatches(await Promise.all(chunk(tickers).map(ask)));
  }

  async function search(text: string): Promise<readonly Ticker[]> {
    const found: unknown = await session.run((yahoo) =>
      yahoo.search(text, { newsCount: 0 }, { validateResult: false }),
    );
    const { data } = searchResult.safeParse(found);
    const tickers = (data?.quotes ?? []).flatMap(({ symbol }) => {
      const ticker = symbol === undefined ? undefined : fromYahooSymbol(symbol);
      return ticker === undefined ? [] : [ticker];
    });
    return [...new Set(tickers)].slice(0, MOST_SUGGESTIONS);
  }

  /** A search row has neither currency nor market, so that each hit is quoted; one that cannot be is no suggestion. */
  async function suggest(text: string): Promise<readonly Instrument[]> {
    try {
      const hits = await search(text);
      const batch = await quotes(hits);
      return hits.flatMap((hit) => batch.quotes.get(hit)?.instrument ?? []);
    } catch (error) {
      if (error instanceof SourceError) return [];
      throw error;
    }
  }

  return {
    name: YAHOO,
    quotes,
    bars: createYahooBars(session, deps.clock),
    suggest,
    close: () => http.close(),
  };
}

const EMPTY_ANSWER = new SourceError(YAHOO, 'unreadable', { text: 'answered with an empty list' });

/** An empty list is how Yahoo says "never heard of it", and also how it behaves when it is ill. */
function isOutage(asked: Asked, quoted: ReadonlySet<Ticker>): boolean {
  const tickers = [...asked.values()].flat();
  return tickers.length >= SUSPICIOUSLY_MANY || tickers.some((ticker) => quoted.has(ticker));
}

function allFailed(asked: Asked, fault: SourceError): QuoteBatch {
  const failures = [...asked.values()].flat().map((ticker) => ({
    ...unreadable(ticker, fault.message),
    reason: fault.reason,
  }));
  return { quotes: new Map(), unknown: [], failures };
}

/** Splits into requests; each ticker once. */
function chunk(tickers: readonly Ticker[]): Asked[] {
  const bySymbol = new Map<string, Ticker[]>();
  for (const ticker of new Set(tickers)) {
    const symbol = toYahooSymbol(ticker);
    const sharing = bySymbol.get(symbol);
    if (sharing === undefined) bySymbol.set(symbol, [ticker]);
    else sharing.push(ticker);
  }
  const entries = [...bySymbol];
  const chunks: Asked[] = [];
  for (let i = 0; i < entries.length; i += SYMBOLS_PER_REQUEST) {
    chunks.push(new Map(entries.slice(i, i + SYMBOLS_PER_REQUEST)));
  }
  return chunks;
}
