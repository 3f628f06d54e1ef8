import type { FeedQuote } from '../../src/sandbox/feed.ts';
import { startYahooVendor } from '../../src/sandbox/vendor-yahoo.ts';

/** A Yahoo that knows every ticker and whose prices never move, as a process of its own. Tells its address over IPC. */
const quote = (symbol: string): FeedQuote => ({
  symbol,
  name: `Company ${symbol}`,
  quoteType: 'EQUITY',
  exchange: 'NMS',
  currency: 'USD',
  price: 99,
  previousClose: 98,
  time: Math.floor(Date.now() / 1_000),
});

const vendor = await startYahooVendor({
  feed: { quote, bars: () => undefined, search: () => [] },
});
process.send?.(vendor.url);
process.on('disconnect', () => process.exit(0));
