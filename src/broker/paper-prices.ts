import type { Calendar } from '../core/calendar.ts';
import { wholeUnits } from '../core/currency.ts';
import type { MarketId, Quote } from '../core/market.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import { MINUTE_MS, type Clock, type Instant } from '../core/time.ts';

/** The last price of something, in whole `currency`. */
export type SeenPrice = {
  readonly price: number;
  readonly currency: string;
  /** The exchange's time of it. */
  readonly at: Instant;
  readonly name: string;
  /** Of a market that is open, and no older than its feed is late: something could be sold at it. */
  readonly isFresh: boolean;
};

export type Prices = {
  /** By the broker's spelling; without those that nobody could tell. */
  of(wanted: readonly { readonly symbol: string }[]): Promise<ReadonlyMap<string, SeenPrice>>;
  marketOf(symbol: string): Promise<MarketId | undefined>;
};

type Needs = {
  readonly market: Pick<MarketData, 'quotes'>;
  readonly calendar: Calendar;
  readonly clock: Clock;
};

const FRESH_MS = 2 * MINUTE_MS;
const SKEW_MS = 2 * MINUTE_MS;

/** Prices by which a paper account is filled: those that everybody sees. */
export function paperPrices({ market, calendar, clock }: Needs): Prices {
  async function quotesOf(symbols: readonly string[]): Promise<ReadonlyMap<Ticker, Quote>> {
    const tickers = symbols.flatMap((symbol) => parseTicker(symbol) ?? []);
    if (tickers.length === 0) return new Map();
    return (await market.quotes([...new Set(tickers)])).quotes;
  }

  return {
    async of(wanted) {
      const symbols = wanted.map(({ symbol }) => symbol);
      const quotes = await quotesOf(symbols);
      const now = clock();
      const pairs = symbols.flatMap((symbol): readonly (readonly [string, SeenPrice])[] => {
        const ticker = parseTicker(symbol);
        const quote = ticker && quotes.get(ticker);
        if (quote === undefined || !Number.isFinite(quote.price) || quote.price <= 0) return [];
        const { amount: price, currency } = wholeUnits({ ...quote, amount: quote.price });
        const { at, instrument } = quote;
        const isFresh = isSellable(quote, calendar, now);
        return [[symbol, { price, currency, at, name: instrument.name, isFresh }]];
      });
      return new Map(pairs);
    },
    async marketOf(symbol) {
      const [quote] = (await quotesOf([symbol])).values();
      return quote?.instrument.market;
    },
  };
}

function isSellable({ at, delayMs, instrument }: Quote, calendar: Calendar, now: Instant): boolean {
  if (at > now + SKEW_MS || now - at > delayMs + FRESH_MS) return false;
  const { market } = instrument;
  return market === 'other' || calendar.isOpen(market, now);
}
