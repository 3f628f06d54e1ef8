import type { FeedQuote } from './feed.ts';

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
  ['GER', 'de_market'],
  ['FRA', 'de_market'],
  ['PAR', 'fr_market'],
  ['AMS', 'nl_market'],
  ['OSL', 'no_market'],
  ['SHH', 'cn_market'],
  ['SHZ', 'cn_market'],
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
    ...(quote.open === undefined ? {} : { regularMarketOpen: quote.open }),
    exchangeDataDelayedBy: quote.delayedBy ?? 0,
    ...earningsOf(quote),
    symbol: quote.symbol,
  };
}

function earningsOf({ earnings }: FeedQuote): Row {
  if (earnings === undefined) return {};
  return {
    earningsTimestamp: earnings.from,
    earningsTimestampStart: earnings.from,
    earningsTimestampEnd: earnings.until,
    isEarningsDateEstimate: earnings.isEstimate,
  };
}
