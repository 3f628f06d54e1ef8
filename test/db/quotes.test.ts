import { expect, test } from 'vitest';
import { DAY_MS, plus } from '../../src/core/time.ts';
import { createStore } from '../../src/db/store.ts';
import { aDatabase, NOW } from '../support/database.ts';
import { aQuote } from '../support/quote.ts';
import { aTicker } from '../support/ticker.ts';

const NVDA = aTicker('NVDA');

test.each([
  { at: plus(NOW, 20 * DAY_MS), isEstimate: true },
  { at: plus(NOW, -3 * DAY_MS), isEstimate: false },
  undefined,
])('when results are due is kept with the quote, and read back as it was: %o', (earnings) => {
  const { db, store } = aDatabase();
  const quote = aQuote({ price: 120.5, at: NOW, previousClose: 118, earnings });
  store.quotes.put({ ticker: NVDA, quote, held: undefined, trouble: undefined });
  // A store of its own, as after a restart, has nothing in memory.
  expect(createStore(db).quotes.get(NVDA)?.quote).toEqual(quote);
});

test('results that are no longer told are forgotten', () => {
  const { db, store } = aDatabase();
  const state = { ticker: NVDA, held: undefined, trouble: undefined };
  store.quotes.put({ ...state, quote: aQuote({ earnings: { at: NOW, isEstimate: true } }) });
  store.quotes.put({ ...state, quote: aQuote() });
  expect(createStore(db).quotes.get(NVDA)?.quote?.earnings).toBeUndefined();
});
