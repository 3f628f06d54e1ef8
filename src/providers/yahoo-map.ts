import type { Instrument, InstrumentKind, MarketId, Quote } from '../core/market.ts';
import type { QuoteBatch, QuoteFailure } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import { type Instant, instant, MINUTE_MS } from '../core/time.ts';
import { readEarnings } from './yahoo-earnings.ts';
import { namedRow, quoteRow, type QuoteRow } from './yahoo-wire.ts';

/** Names this vendor in quotes, failures and errors. */
export const YAHOO = 'yahoo';

/** How far a price's time may lie ahead of our clock before it is not believed. */
const CLOCK_SKEW_MS = 2 * MINUTE_MS;

/** One request's tickers under the symbols they were asked by; two spellings may share a symbol. */
export type Asked = ReadonlyMap<string, readonly Ticker[]>;

/**
 * Sorts a reply's rows into quotes, unknown tickers and failures. Every asked ticker ends in exactly one of them.
 *
 * A row nobody asked for, or one that came twice, means that the reply is not what it seems; then missing tickers count
 * as failed, not unknown.
 *
 * @param now the clock against which times in the future are found
 */
export function readRows(rows: readonly unknown[], asked: Asked, now: Instant): QuoteBatch {
  const quotes = new Map<Ticker, Quote>();
  const unknown: Ticker[] = [];
  const failures: QuoteFailure[] = [];
  const bySymbol = groupBySymbol(rows);
  const isOdd = [...bySymbol].some(([symbol, found]) => found.length > 1 || !asked.has(symbol));

  for (const [symbol, tickers] of asked) {
    const found = bySymbol.get(symbol) ?? [];
    const verdict = found.length === 0 && isOdd ? 'missing from an odd reply' : judge(found, now);
    for (const ticker of tickers) {
      if (verdict === undefined) unknown.push(ticker);
      else if (typeof verdict === 'string') failures.push(unreadable(ticker, verdict));
      else quotes.set(ticker, toQuote(ticker, verdict, now));
    }
  }
  return { quotes, unknown, failures };
}

/** The failure of one ticker whose row, or whose reply, could not be believed. */
export function unreadable(ticker: Ticker, detail: string): QuoteFailure {
  return { ticker, source: YAHOO, reason: 'unreadable', detail };
}

/** A row without a readable symbol is kept under the empty one, which nobody asks for. */
function groupBySymbol(rows: readonly unknown[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const row of rows) {
    const named = namedRow.safeParse(row);
    const symbol = named.success ? named.data.symbol.toUpperCase() : '';
    const group = groups.get(symbol);
    if (group === undefined) groups.set(symbol, [row]);
    else group.push(row);
  }
  return groups;
}

/** A believable row, undefined when there is none at all, or what is wrong with it. */
function judge(found: readonly unknown[], now: Instant): QuoteRow | string | undefined {
  if (found.length > 1) return 'answered more than once';
  const [row] = found;
  if (row === undefined) return undefined;
  const parsed = quoteRow.safeParse(row);
  if (!parsed.success) return `unusable ${String(parsed.error.issues[0]?.path[0] ?? 'row')}`;
  if (parsed.data.regularMarketTime > now + CLOCK_SKEW_MS) return 'its time lies in the future';
  return parsed.data;
}

function toQuote(ticker: Ticker, row: QuoteRow, now: Instant): Quote {
  return {
    ticker,
    price: row.regularMarketPrice,
    currency: row.currency,
    at: instant(row.regularMarketTime),
    delayMs: row.exchangeDataDelayedBy * MINUTE_MS,
    previousClose: row.regularMarketPreviousClose,
    open: row.regularMarketOpen,
    earnings: readEarnings(row, now),
    source: YAHOO,
    instrument: toInstrument(ticker, row),
  };
}

function toInstrument(ticker: Ticker, row: QuoteRow): Instrument {
  const kind = KINDS.get(row.quoteType) ?? 'other';
  return {
    ticker,
    name: row.longName ?? row.shortName ?? ticker,
    kind,
    currency: row.currency,
    exchange: row.fullExchangeName ?? row.exchange,
    market: marketOf(kind, row),
  };
}

const KINDS: ReadonlyMap<string, InstrumentKind> = new Map([
  ['EQUITY', 'share'],
  ['ETF', 'etf'],
  ['INDEX', 'index'],
  ['FUTURE', 'future'],
  ['CURRENCY', 'fx'],
  ['CRYPTOCURRENCY', 'crypto'],
  ['MUTUALFUND', 'fund'],
]);

/** Yahoo's codes: Nasdaq's three tiers, NYSE, American, Arca, Cboe BZX, IEX and the OTC tiers. */
const US_EXCHANGES: ReadonlySet<string> = new Set(
  'NMS NGM NCM NAS NIM NYQ NYS ASE PCX BTS BATS IEX PNK OQB OQX OEM OID OTC SNP DJI'.split(' '),
);
const FUTURES_EXCHANGES: ReadonlySet<string> = new Set(
  'CME CBT NYM CMX NYB CCM KCB MGE'.split(' '),
);
// Volatility indices are computed until a quarter of an hour after the shares have closed.
const CBOE_EXCHANGES: ReadonlySet<string> = new Set(['WCB', 'CXI', 'CBO']);
const LONDON_EXCHANGES: ReadonlySet<string> = new Set(['LSE', 'IOB', 'FGI']);
/** Germany's other places, Milan and Oslo have hours or holidays of their own. */
const OTHER_EXCHANGES: ReadonlyMap<string, MarketId> = new Map([
  ['GER', 'xetra'],
  ['PAR', 'euronext'],
  ['AMS', 'euronext'],
  ['BRU', 'euronext'],
  ['LIS', 'euronext'],
  ['ISE', 'euronext'],
  ['SHH', 'shanghai'],
  ['SHZ', 'shanghai'],
]);

function marketOf(kind: InstrumentKind, row: QuoteRow): MarketId {
  switch (kind) {
    case 'crypto':
      return 'always';
    case 'fx':
      return 'fx';
    case 'future':
      return FUTURES_EXCHANGES.has(row.exchange) ? 'futures' : 'other';
    case 'index':
      return CBOE_EXCHANGES.has(row.exchange) ? 'us-index' : placeOf(row);
    default:
      return placeOf(row);
  }
}

function placeOf({ exchange, market }: QuoteRow): MarketId {
  if (US_EXCHANGES.has(exchange) || market === 'us_market') return 'us';
  if (LONDON_EXCHANGES.has(exchange) || market === 'gb_market') return 'london';
  return OTHER_EXCHANGES.get(exchange) ?? 'other';
}
