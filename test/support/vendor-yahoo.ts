import type { FeedAction, FeedBar, FeedQuote, MarketFeed } from '../../src/sandbox/feed.ts';
import type { ChartChange } from '../../src/sandbox/vendor-yahoo-chart.ts';
import {
  startYahooVendor,
  type VendorFault,
  type YahooRequest,
  type YahooVendor,
} from '../../src/sandbox/vendor-yahoo.ts';

/** What is wrong with the vendor at this moment. */
export type Trouble =
  | 'none'
  | 'down'
  | 'rate-limited'
  | 'server-error'
  | 'html'
  | 'empty'
  | 'truncated'
  | 'times-100'
  | 'null-price'
  | 'stale'
  | 'slow'
  | 'crumb-refused'
  | 'crumb-refused-once'
  | 'crumb-poisoned'
  | 'missing';

export type TroubledYahoo = YahooVendor & {
  /** From the next request on. */
  setTrouble(trouble: Trouble): void;
  /** Changes rows of quotes; undefined leaves one out. */
  setRow(change: (row: Row) => Row | undefined): void;
  /** Answers quote requests with this body; undefined gives the ordinary one again. */
  setQuoteBody(body: string | undefined): void;
  /** Serves these as that symbol's bars of Yahoo's interval (`1h`), in the given order. */
  setBars(symbol: string, interval: string, bars: readonly FeedBar[]): void;
  setActions(symbol: string, actions: readonly FeedAction[]): void;
  /** Changes the result of charts. */
  setChart(change: ChartChange): void;
  /** Asked for each request before all else; undefined lets it pass. */
  setFault(fault: (request: YahooRequest) => VendorFault | undefined): void;
  /** Requests whose path ends so. */
  count(pathEnd: string): number;
};

export type Row = Record<string, unknown>;

const SLOW_MS = 1_500;
const STALE_S = 30 * 86_400;
const HTML = '<!doctype html><title>Sorry</title>';

/** The sandbox's Yahoo with switches for its faults. */
export async function startTroubledYahoo(
  quotes: readonly FeedQuote[],
  more: Partial<MarketFeed> = {},
): Promise<TroubledYahoo> {
  let trouble: Trouble = 'none';
  let row: (row: Row) => Row | undefined = (same) => same;
  let body: string | undefined;
  let chart: ChartChange = (same) => same;
  let own: (request: YahooRequest) => VendorFault | undefined = () => undefined;
  const bars = new Map<string, readonly FeedBar[]>();
  const actions = new Map<string, readonly FeedAction[]>();
  const plain = feedOf(quotes);
  const feed: MarketFeed = {
    ...plain,
    bars: (symbol, { interval, from, to }) => {
      if (plain.quote(symbol) === undefined) return undefined;
      const known = bars.get(`${symbol} ${interval}`) ?? [];
      return known.filter(({ time }) => time >= from && time < to);
    },
    actions: (symbol) => actions.get(symbol) ?? [],
    ...more,
  };

  function fault(request: YahooRequest): VendorFault | undefined {
    const given = own(request);
    if (given !== undefined) return given;
    const current = trouble;
    const isQuote = request.path.endsWith('/v7/finance/quote');
    if (isQuote && body !== undefined) return reply(200, body);
    if (current === 'crumb-refused-once' && isQuote) trouble = 'none';
    return faultOf(current, request.path);
  }

  const vendor = await startYahooVendor({
    feed,
    faults: { fault, row: (one) => spoil(trouble, row(one)), chart: (result) => chart(result) },
  });
  return {
    ...vendor,
    setTrouble: (next) => void (trouble = next),
    setRow: (change) => void (row = change),
    setQuoteBody: (text) => void (body = text),
    setBars: (symbol, interval, list) => void bars.set(`${symbol} ${interval}`, list),
    setActions: (symbol, list) => void actions.set(symbol, list),
    setChart: (change) => void (chart = change),
    setFault: (next) => void (own = next),
    count: (pathEnd) => vendor.requests.filter(({ path }) => path.endsWith(pathEnd)).length,
  };
}

/** Yahoo's words for a share on Nasdaq; give the fields that matter. */
export function aFeedQuote(fields: Partial<FeedQuote> = {}): FeedQuote {
  return {
    symbol: 'NVDA',
    name: 'NVIDIA Corporation',
    quoteType: 'EQUITY',
    exchange: 'NMS',
    currency: 'USD',
    price: 120.5,
    previousClose: 118,
    time: 1_740_000_000,
    ...fields,
  };
}

export function feedOf(quotes: readonly FeedQuote[]): MarketFeed {
  return {
    quote: (symbol) => quotes.find((quote) => quote.symbol === symbol),
    bars: (symbol) => (quotes.some((quote) => quote.symbol === symbol) ? [] : undefined),
    search: (text) => quotes.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())),
  };
}

function faultOf(trouble: Trouble, path: string): VendorFault | undefined {
  const isQuote = path.endsWith('/v7/finance/quote');
  const isChart = path.includes('/v8/finance/chart/');
  const isCrumb = path.endsWith('/getcrumb');
  switch (trouble) {
    case 'down':
      return { kind: 'reset' };
    case 'rate-limited':
      return { ...reply(429, 'Too Many Requests\r\n'), headers: { 'retry-after': '60' } };
    case 'server-error':
      return reply(502, HTML);
    case 'html':
      return isQuote || isChart ? reply(200, HTML) : undefined;
    case 'empty':
      if (isChart) return reply(200, '{"chart":{"result":[],"error":null}}');
      return isQuote ? reply(200, '{"quoteResponse":{"result":[],"error":null}}') : undefined;
    case 'truncated':
      return isQuote || isChart ? { kind: 'cut' } : undefined;
    case 'slow':
      return { kind: 'delay', ms: SLOW_MS };
    case 'crumb-refused':
    case 'crumb-refused-once':
      return isQuote ? reply(401, INVALID_CRUMB) : undefined;
    case 'crumb-poisoned':
      return isCrumb ? reply(200, HTML) : undefined;
    default:
      return undefined;
  }
}

const INVALID_CRUMB =
  '{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}';

export function reply(status: number, body: string): VendorFault & { kind: 'reply' } {
  const type = body.startsWith('{') ? 'application/json' : 'text/html';
  return { kind: 'reply', status, type, body };
}

function spoil(trouble: Trouble, row: Row | undefined): Row | undefined {
  if (row === undefined || trouble === 'missing') return undefined;
  const { regularMarketPrice: price, regularMarketTime: time } = row;
  if (trouble === 'times-100') return { ...row, regularMarketPrice: Number(price) * 100 };
  if (trouble === 'null-price') return { ...row, regularMarketPrice: null };
  if (trouble === 'stale') return { ...row, regularMarketTime: Number(time) - STALE_S };
  return row;
}
