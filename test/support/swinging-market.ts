import { createRandom } from '../../src/sandbox/replay/random.ts';
import { startYahooVendor, type YahooVendor } from '../../src/sandbox/vendor-yahoo.ts';
import { aFeedQuote, feedOf } from './vendor-yahoo.ts';
import type { FeedQuote, MarketFeed } from '../../src/sandbox/feed.ts';

/** A vendor whose prices are below 97 or above 103, and change sides on every other turn or so. */
export type SwingingMarket = {
  readonly vendor: YahooVendor;
  readonly symbols: readonly string[];
  /** Whether this price was served for this second (epoch). */
  hasServed(symbol: string, at: number, price: number): boolean;
  /** How many quote requests were answered. */
  servings(): number;
  /** Prices move on, and then stay until the next turn: within a turn each request is told the same. */
  turn(): void;
};

/** Prices depend on the seed, the symbol and the turn's second alone. */
export async function startSwingingMarket(
  symbols: readonly string[],
  seed: string,
): Promise<SwingingMarket> {
  const served = new Map<string, number>();
  let servings = 0;
  let second = Math.floor(Date.now() / 1000);

  function quote(symbol: string): FeedQuote | undefined {
    if (!symbols.includes(symbol)) return undefined;
    const time = second;
    const price = priceAt(`${seed}/${symbol}/${time}`);
    served.set(`${symbol}/${time}`, price);
    return aFeedQuote({ symbol, name: `${symbol} Corporation`, price, previousClose: 100, time });
  }

  const feed: MarketFeed = { ...feedOf([]), quote };
  const vendor = await startYahooVendor({
    feed,
    faults: {
      fault({ path }) {
        if (path.endsWith('/v7/finance/quote')) servings += 1;
        return undefined;
      },
    },
  });
  return {
    vendor,
    symbols,
    hasServed: (symbol, at, price) => served.get(`${symbol}/${at}`) === price,
    servings: () => servings,
    turn: () => void (second = Math.max(second + 1, Math.floor(Date.now() / 1000))),
  };
}

// Far enough from every threshold that no re-arm distance is ever in the way.
function priceAt(seed: string): number {
  const random = createRandom(seed);
  const side = random() < 0.5 ? 94 : 104;
  return Math.round((side + 2 * random()) * 100) / 100;
}
