import type { Quote } from '../../src/core/market.ts';
import { parseTicker } from '../../src/core/ticker.ts';
import { instant } from '../../src/core/time.ts';

/** NVDA at 100 dollars, in time and with nothing else known; only the fields under test are given. */
export function aQuote(fields: Partial<Quote> = {}): Quote {
  const ticker = parseTicker('NVDA');
  if (ticker === undefined) throw new Error('NVDA is no ticker');
  return {
    ticker,
    price: 100,
    currency: 'USD',
    at: instant(0),
    delayMs: 0,
    previousClose: undefined,
    earnings: undefined,
    source: 'test',
    instrument: {
      ticker,
      name: 'NVIDIA Corporation',
      kind: 'share',
      currency: 'USD',
      exchange: 'NMS',
      market: 'us',
    },
    ...fields,
  };
}
