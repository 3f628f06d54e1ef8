import { DAY_MS, type Instant, instant, plus } from '../../core/time.ts';
import { type GeneratedSeries, createGenerator } from './generator.ts';
import type { History } from './history.ts';
import { type Series, dailySeries, generatedSeries, monthlySeries } from './series.ts';
import type { IsoDate } from '../../core/zone.ts';
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

/** What a series is generated from, and who it then pretends to be. */
type MadeUp = GeneratedSeries & Pick<Listing, 'name' | 'quoteType' | 'exchange'>;

const SHARE = { quoteType: 'EQUITY', dailyDrift: 0.0005, roundTheClock: false } as const;

/** Shares with real prices of their own; what they are generated from where those are over. */
const STOCKS: readonly MadeUp[] = [
  {
    ...SHARE,
    ticker: 'MSFT',
    name: 'Microsoft Corporation',
    exchange: 'NMS',
    anchor: 160,
    dailyVolatility: 0.018,
    minuteVolume: 60_000,
  },
  {
    ...SHARE,
    ticker: 'AMZN',
    name: 'Amazon.com, Inc.',
    exchange: 'NMS',
    anchor: 1_890,
    dailyVolatility: 0.019,
    minuteVolume: 9_000,
  },
  {
    ...SHARE,
    ticker: 'IBM',
    name: 'International Business Machines',
    exchange: 'NYQ',
    anchor: 135,
    dailyVolatility: 0.014,
    minuteVolume: 10_000,
  },
  {
    ...SHARE,
    ticker: 'GOOG',
    name: 'Alphabet Inc.',
    exchange: 'NMS',
    anchor: 1_360,
    dailyVolatility: 0.016,
    minuteVolume: 4_000,
  },
  {
    ...SHARE,
    ticker: 'AAPL',
    name: 'Apple Inc.',
    exchange: 'NMS',
    anchor: 300,
    dailyVolatility: 0.019,
    minuteVolume: 80_000,
  },
];

const GENERATED: readonly MadeUp[] = [
  {
    ticker: 'NVDA',
    name: 'NVIDIA Corporation',
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
    name: 'SPDR S&P 500 ETF',
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
    name: 'Bitcoin USD',
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
  /** The first day that is asked about; shares whose real prices are over by then are generated. */
  readonly from?: IsoDate;
};

/** Real series first; only generated ones when there is no history. */
export function createListings(needs: ListingNeeds): readonly Listing[] {
  const { history, from = '' } = needs;
  const isOver = ({ ticker }: MadeUp) =>
    (history?.stocks.get(ticker)?.at(-1)?.month ?? '') < from.slice(0, MONTH);
  const real = history ? realListings(history, needs.sessions) : [];
  const over = STOCKS.filter(isOver);
  return [
    ...real.filter(({ ticker }) => over.every((share) => share.ticker !== ticker)),
    ...[...GENERATED, ...over].map((about) => generatedListing(about, needs)),
  ];
}

/** The length of `2010-03`. */
const MONTH = 7;

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
  const stocks = STOCKS.map(({ ticker, name, exchange, quoteType }): Listing => ({
    ...real,
    ticker,
    name,
    exchange,
    quoteType,
    series: monthlySeries(history.stocks.get(ticker) ?? [], sessions),
  }));
  return [sp500, ...stocks];
}

function generatedListing(about: MadeUp, { sessions, seed }: ListingNeeds): Listing {
  const { ticker, quoteType, exchange } = about;
  const name = `${about.name} (generated)`;
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
