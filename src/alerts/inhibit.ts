import type { Instant } from '../core/time.ts';
import { HOUR_MS } from '../core/time.ts';

/** A move that an alert tells of, in percent: down when negative. */
export type Move = { readonly ticker: string; readonly pct: number; readonly at: Instant };

/** Funds and indices whose move is the market's own. */
const MARKET: ReadonlySet<string> = new Set([
  'SPY',
  'QQQ',
  'IWM',
  'DIA',
  'VOO',
  'VTI',
  '^GSPC',
  '^NDX',
  '^IXIC',
  '^DJI',
  '^RUT',
]);

/** A share that moved more than so many times as far as the market has news of its own. */
const OWN_NEWS = 2;

/** So long a move of the market explains what follows it. */
const EXPLAINS_MS = 1 * HOUR_MS;

export function isMarketTicker(ticker: string): boolean {
  return MARKET.has(ticker);
}

/**
 * The move of the whole market that makes the news of this one needless: the same way, told within the hour before, and
 * not much smaller. What is itself the market, or stands out from it, is never kept quiet.
 *
 * @param told moves of the market that this chat has been told of
 */
export function inhibitor<M extends Move>(move: Move, told: readonly M[]): M | undefined {
  if (isMarketTicker(move.ticker) || move.pct === 0) return undefined;
  return told.find(
    (market) =>
      isMarketTicker(market.ticker) &&
      Math.sign(market.pct) === Math.sign(move.pct) &&
      Math.abs(move.pct) <= OWN_NEWS * Math.abs(market.pct) &&
      Math.abs(move.at - market.at) <= EXPLAINS_MS,
  );
}
