import { type Clock, SECOND_MS, instant } from '../../core/time.ts';
import type { FeedBar, FeedQuote, MarketFeed } from '../feed.ts';
import type { TimedBar } from './bar.ts';
import type { Listing } from './listing.ts';
import type { Latest } from './series.ts';

// Yahoo's names for bars made of minutes, in minutes.
const MINUTE_INTERVALS: ReadonlyMap<string, number> = new Map([
  ['1m', 1],
  ['2m', 2],
  ['5m', 5],
  ['15m', 15],
  ['30m', 30],
  ['60m', 60],
  ['90m', 90],
  ['1h', 60],
]);

/** The listings as a vendor would tell them at the replay's time: never anything later. */
export function createReplayFeed(listings: readonly Listing[], clock: Clock): MarketFeed {
  const find = (symbol: string) =>
    listings.find((listing) => listing.ticker === symbol.toUpperCase());
  const quoteOf = (listing: Listing) => {
    const now = clock();
    const latest = listing.series.latest(now);
    const { opensAt, closesAt } = listing.hours(now);
    // While it trades, the last price is that of now: between two minutes there is no other.
    const at = now >= opensAt && now < closesAt ? now : undefined;
    return latest && feedQuote(listing, { ...latest, ...(at !== undefined && { at }) });
  };
  return {
    quote: (symbol) => {
      const listing = find(symbol);
      return listing && quoteOf(listing);
    },
    bars: (symbol, { interval, from, to }) => {
      const listing = find(symbol);
      if (!listing) return undefined;
      const span = { from: instant(from * SECOND_MS), to: instant(to * SECOND_MS) };
      const size = MINUTE_INTERVALS.get(interval) ?? 'day';
      return listing.series.bars({ ...span, size }, clock()).map(feedBar);
    },
    hours: (symbol) => {
      const listing = find(symbol);
      if (!listing) return undefined;
      const { zone, opensAt, closesAt } = listing.hours(clock());
      return { zone, start: toSeconds(opensAt), end: toSeconds(closesAt) };
    },
    now: () => toSeconds(clock()),
    search: (text) =>
      listings
        .filter((listing) => resembles(listing, text))
        .flatMap((listing) => quoteOf(listing) ?? []),
  };
}

function resembles({ ticker, name }: Listing, text: string): boolean {
  const asked = text.trim().toUpperCase().replace(/^\^/, '');
  if (asked === '') return false;
  const known = ticker.replace(/^\^/, '');
  return known.startsWith(asked) || asked.startsWith(known) || name.toUpperCase().includes(asked);
}

function feedQuote(listing: Listing, latest: Latest): FeedQuote {
  return {
    symbol: listing.ticker,
    name: listing.name,
    quoteType: listing.quoteType,
    exchange: listing.exchange,
    currency: listing.currency,
    price: latest.price,
    previousClose: latest.previousClose,
    ...(latest.open === undefined ? {} : { open: latest.open }),
    time: toSeconds(latest.at),
  };
}

function feedBar(bar: TimedBar): FeedBar {
  const { open, high, low, close, volume } = bar;
  return { time: toSeconds(bar.openedAt), open, high, low, close, volume };
}

function toSeconds(ms: number): number {
  return Math.floor(ms / SECOND_MS);
}
