import type { FeedBar, FeedQuote } from './feed.ts';

export type JsonReply = { readonly status: number; readonly value: unknown };

export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly says: string;
  readonly service?: string;
};

type Row = Record<string, unknown>;

/** Yahoo's word for the market of its exchange codes; all others here are American. */
const MARKETS: ReadonlyMap<string, string> = new Map([
  ['LSE', 'gb_market'],
  ['CCC', 'ccc_market'],
  ['CCY', 'ccy_market'],
  ['CME', 'us24_market'],
  ['CBT', 'us24_market'],
  ['NYM', 'us24_market'],
  ['CMX', 'us24_market'],
]);

/** `{"quoteResponse":{…}}`; unknown symbols are simply absent, as Yahoo does it. */
export function quoteReply(
  quotes: readonly FeedQuote[],
  change: (row: Row) => Row | undefined = (row) => row,
): JsonReply {
  const result = quotes.flatMap((quote) => change(toRow(quote)) ?? []);
  return { status: 200, value: { quoteResponse: { result, error: null } } };
}

export function searchReply(found: readonly FeedQuote[]): JsonReply {
  const quotes = found.map((quote) => ({
    symbol: quote.symbol,
    shortname: quote.name,
    longname: quote.name,
    quoteType: quote.quoteType,
    exchange: quote.exchange,
    isYahooFinance: true,
  }));
  return { status: 200, value: { count: quotes.length, quotes, news: [] } };
}

export function chartReply(quote: FeedQuote, bars: readonly FeedBar[]): JsonReply {
  const column = (value: (bar: FeedBar) => number): (number | null)[] =>
    bars.map((bar) => (Number.isFinite(value(bar)) ? value(bar) : null));
  const close = column((bar) => bar.close);
  const result = {
    meta: {
      currency: quote.currency,
      symbol: quote.symbol,
      exchangeName: quote.exchange,
      instrumentType: quote.quoteType,
      regularMarketTime: quote.time,
      regularMarketPrice: quote.price,
      chartPreviousClose: quote.previousClose,
    },
    timestamp: bars.map((bar) => bar.time),
    indicators: {
      quote: [
        {
          open: column((bar) => bar.open),
          high: column((bar) => bar.high),
          low: column((bar) => bar.low),
          close,
          volume: column((bar) => bar.volume),
        },
      ],
      adjclose: [{ adjclose: close }],
    },
  };
  return { status: 200, value: { chart: { result: [result], error: null } } };
}

/** A refusal in Yahoo's envelope, whose only key names the service. */
export function refuse({ status, code, says, service = 'finance' }: Refusal): JsonReply {
  const error = { code, description: says };
  return { status, value: { [service]: { result: null, error } } };
}

function toRow(quote: FeedQuote): Row {
  return {
    language: 'en-US',
    region: 'US',
    quoteType: quote.quoteType,
    currency: quote.currency,
    exchange: quote.exchange,
    fullExchangeName: quote.exchange,
    market: MARKETS.get(quote.exchange) ?? 'us_market',
    shortName: quote.name,
    longName: quote.name,
    regularMarketPrice: quote.price,
    regularMarketTime: quote.time,
    ...(quote.previousClose === undefined
      ? {}
      : { regularMarketPreviousClose: quote.previousClose }),
    exchangeDataDelayedBy: quote.delayedBy ?? 0,
    symbol: quote.symbol,
  };
}
