import { DAY_MS, type Instant, instant, plus } from '../../core/time.ts';
import { type GeneratedSeries, createGenerator } from './generator.ts';
import type { History } from './history.ts';
import { type Series, dailySeries, generatedSeries, monthlySeries } from './series.ts';
import { newYorkDay, newYorkInstant } from './days.ts';
import { OPEN_MINUTE, type Sessions, closeOf } from './sessions.ts';

/** An instrument that the replay offers. `quoteType` is Yahoo's word. */
export type Listing = {
  readonly ticker: string;
  readonly name: string;
  readonly quoteType: 'INDEX' | 'EQUITY' | 'ETF' | 'CRYPTOCURRENCY';
  readonly exchange: string;
  readonly currency: string;
  readonly isGenerated: boolean;
  readonly series: Series;
  /** The regular hours of the trading day it is, or of the last one. */
  readonly hours: (now: Instant) => ListingHours;
};

type ListingHours = {
  readonly zone: string;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
};

const STOCKS: readonly {
  readonly ticker: string;
  readonly name: string;
  readonly exchange: string;
}[] = [
  { ticker: 'MSFT', name: 'Microsoft Corporation', exchange: 'NMS' },
  { ticker: 'AMZN', name: 'Amazon.com, Inc.', exchange: 'NMS' },
  { ticker: 'IBM', name: 'International Business Machines', exchange: 'NYQ' },
  { ticker: 'GOOG', name: 'Alphabet Inc.', exchange: 'NMS' },
  { ticker: 'AAPL', name: 'Apple Inc.', exchange: 'NMS' },
];

const GENERATED: readonly (GeneratedSeries & Pick<Listing, 'name' | 'quoteType' | 'exchange'>)[] = [
  {
    ticker: 'NVDA',
    name: 'NVIDIA Corporation (generated)',
    quoteType: 'EQUITY',
    exchange: 'NMS',
    anchor: 240,
    dailyVolatility: 0.026,
    dailyDrift: 0.0006,
    minuteVolume: 28_000,
    roundTheClock: false,
  },
  {
    ticker: 'SPY',
    name: 'SPDR S&P 500 ETF (generated)',
    quoteType: 'ETF',
    exchange: 'PCX',
    anchor: 323,
    dailyVolatility: 0.011,
    dailyDrift: 0.0003,
    minuteVolume: 180_000,
    roundTheClock: false,
  },
  {
    ticker: 'BTC-USD',
    name: 'Bitcoin USD (generated)',
    quoteType: 'CRYPTOCURRENCY',
    exchange: 'CCC',
    anchor: 7_200,
    dailyVolatility: 0.035,
    dailyDrift: 0.0008,
    minuteVolume: 14,
    roundTheClock: true,
  },
];

export type ListingNeeds = {
  readonly history: History | undefined;
  readonly sessions: Sessions;
  readonly seed: string;
};

/** Real series first; only generated ones when there is no history. */
export function createListings(needs: ListingNeeds): readonly Listing[] {
  const real = needs.history ? realListings(needs.history, needs.sessions) : [];
  return [...real, ...GENERATED.map((about) => generatedListing(about, needs))];
}

function realListings(history: History, sessions: Sessions): readonly Listing[] {
  const real = { currency: 'USD', isGenerated: false, hours: newYorkHours(sessions) };
  const sp500: Listing = {
    ...real,
    ticker: '^GSPC',
    name: 'S&P 500',
    quoteType: 'INDEX',
    exchange: 'SNP',
    series: dailySeries(history.sp500),
  };
  const stocks = STOCKS.map((stock): Listing => ({
    ...real,
    ...stock,
    quoteType: 'EQUITY',
    series: monthlySeries(history.stocks.get(stock.ticker) ?? [], sessions),
  }));
  return [sp500, ...stocks];
}

function generatedListing(
  about: (typeof GENERATED)[number],
  { sessions, seed }: ListingNeeds,
): Listing {
  const { ticker, name, quoteType, exchange } = about;
  const hours = about.roundTheClock ? wholeDay : newYorkHours(sessions);
  const series = generatedSeries(createGenerator(about, { seed, sessions }));
  return { ticker, name, quoteType, exchange, currency: 'USD', isGenerated: true, series, hours };
}

function newYorkHours(sessions: Sessions): Listing['hours'] {
  return (now) => {
    const today = newYorkDay(now);
    const day = sessions.isSession(today) ? today : sessions.previous(today);
    return {
      zone: 'America/New_York',
      opensAt: newYorkInstant(day, OPEN_MINUTE),
      closesAt: closeOf(day),
    };
  };
}

function wholeDay(now: Instant): ListingHours {
  const opensAt = instant(Math.floor(now / DAY_MS) * DAY_MS);
  return { zone: 'UTC', opensAt, closesAt: plus(opensAt, DAY_MS) };
}
