import type { Instrument, Quote } from '../../src/core/market.ts';
import { instant } from '../../src/core/time.ts';
import { aTicker } from './ticker.ts';

const NVDA = aTicker('NVDA');

type QuoteWish = Partial<Omit<Quote, 'instrument'>> & {
  readonly instrument?: Partial<Instrument>;
};

/** A share at 100 dollars, NVDA unless told, in time and with nothing else known; only the fields under test are given. */
export function aQuote({ ticker = NVDA, instrument, ...fields }: QuoteWish = {}): Quote {
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
      name: ticker === NVDA ? 'NVIDIA Corporation' : ticker,
      kind: 'share',
      currency: 'USD',
      exchange: 'NMS',
      market: 'us',
      ...instrument,
    },
    ...fields,
  };
}
