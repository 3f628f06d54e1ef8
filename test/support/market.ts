import type { FeedQuote } from '../../src/sandbox/feed.ts';

/** One of every kind of instrument, as the vendor tells of them on a Monday morning. */
export const MARKET: readonly Partial<FeedQuote>[] = [
  { price: 148.2, previousClose: 145 },
  { symbol: 'AMD', name: 'Advanced Micro Devices, Inc.', price: 118.4, previousClose: 120 },
  { symbol: 'GOOGL', name: 'Alphabet Inc.', price: 180, previousClose: 181 },
  {
    symbol: '^GSPC',
    name: 'S&P 500',
    quoteType: 'INDEX',
    exchange: 'SNP',
    price: 6902.05,
    previousClose: 6888,
  },
  {
    symbol: 'VOD.L',
    name: 'Vodafone Group Plc',
    exchange: 'LSE',
    currency: 'GBp',
    price: 71.2,
    previousClose: 70,
    delayedBy: 15,
  },
  {
    symbol: 'EURUSD=X',
    name: 'EUR/USD',
    quoteType: 'CURRENCY',
    exchange: 'CCY',
    price: 1.0875,
    previousClose: 1.0801,
  },
  {
    symbol: 'BTC-USD',
    name: 'Bitcoin USD',
    quoteType: 'CRYPTOCURRENCY',
    exchange: 'CCC',
    price: 97_123.5,
    previousClose: 99_000,
  },
  {
    symbol: 'ES=F',
    name: 'E-Mini S&P 500',
    quoteType: 'FUTURE',
    exchange: 'CME',
    price: 6950,
    previousClose: 6940,
  },
];
