import { expect, test } from 'vitest';
import type { Earnings, Quote } from '../../src/core/market.ts';
import { parseTicker } from '../../src/core/ticker.ts';
import { DAY_MS, plus } from '../../src/core/time.ts';
import { createStore } from '../../src/db/store.ts';
import { aDatabase, NOW } from '../support/database.ts';

const NVDA = parseTicker('NVDA') ?? expect.fail();

function aQuote(earnings: Earnings | undefined): Quote {
  return {
    ticker: NVDA,
    price: 120.5,
    currency: 'USD',
    at: NOW,
    delayMs: 0,
    previousClose: 118,
    earnings,
    source: 'test',
    instrument: {
      ticker: NVDA,
      name: 'NVIDIA Corporation',
      kind: 'share',
      currency: 'USD',
      exchange: 'NMS',
      market: 'us',
    },
  };
}

test.each([
  { at: plus(NOW, 20 * DAY_MS), isEstimate: true },
  { at: plus(NOW, -3 * DAY_MS), isEstimate: false },
  undefined,
])('when results are due is kept with the quote, and read back as it was: %o', (earnings) => {
  const { db, store } = aDatabase();
  const quote = aQuote(earnings);
  store.quotes.put({ ticker: NVDA, quote, held: undefined, trouble: undefined });
  // A store of its own, as after a restart, has nothing in memory.
  expect(createStore(db).quotes.get(NVDA)?.quote).toEqual(quote);
});

test('results that are no longer told are forgotten', () => {
  const { db, store } = aDatabase();
  const state = { ticker: NVDA, held: undefined, trouble: undefined };
  store.quotes.put({ ...state, quote: aQuote({ at: NOW, isEstimate: true }) });
  store.quotes.put({ ...state, quote: aQuote(undefined) });
  expect(createStore(db).quotes.get(NVDA)?.quote?.earnings).toBeUndefined();
});
