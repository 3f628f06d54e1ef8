import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { newsOf } from './bar-footing.ts';
import type { Keeping } from './bar-ledger.ts';
import { isSplit, withdraw } from './bar-settle.ts';

/** `refooted`: there was a split that nobody knew of, and bars from before it have been withdrawn. */
export type ActionCheck = 'asked' | 'refooted' | 'failed';

/**
 * Asks for the splits and dividends since a moment, whether bars are due or not. The bars that come with the answer are
 * not looked at: what is kept of them is topped up in its own time.
 */
export async function checkActions(
  keeping: Keeping,
  ticker: Ticker,
  from: Instant,
): Promise<ActionCheck> {
  const { store, market, clock, log } = keeping;
  const at = clock();
  const reply = await market.bars({ ticker, timeframe: '1d', from });
  if (reply.kind !== 'bars') {
    log.info('splits could not be asked for', { ticker, why: reply.kind });
    return 'failed';
  }
  const news = newsOf(store.actions.of(ticker), reply.actions, at);
  const isRefooted = isSplit(keeping, ticker, news);
  store.transact(() => {
    if (isRefooted) withdraw(keeping, ticker, { news, at });
    else store.actions.put(ticker, news, at);
  });
  return isRefooted ? 'refooted' : 'asked';
}
