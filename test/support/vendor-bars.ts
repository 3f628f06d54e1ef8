import { expect, onTestFinished } from 'vitest';
import type { BarsReply } from '../../src/core/ports/market-data.ts';
import { instant, SECOND_MS } from '../../src/core/time.ts';
import type { FetchedTimeframe } from '../../src/core/timeframe.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import type { FeedBar, FeedQuote, MarketFeed } from '../../src/sandbox/feed.ts';
import { tickers } from './ticker.ts';
import { aFeedQuote, startTroubledYahoo, type TroubledYahoo } from './vendor-yahoo.ts';

export const HOUR_S = 3_600;
export const DAY_S = 86_400;

/** Thursday 20 February 2025: New York opens at 14:30 UTC, now is 17:45, and it closes at 21:00. Epoch seconds. */
export const OPEN_S = Date.parse('2025-02-20T14:30:00Z') / SECOND_MS;
export const NOW_S = Date.parse('2025-02-20T17:45:00Z') / SECOND_MS;
export const CLOSE_S = Date.parse('2025-02-20T21:00:00Z') / SECOND_MS;

/** A bar around `close`: opened 1 lower, from 2 below to 1 above. */
export function aFeedBar(time: number, close: number, fields: Partial<FeedBar> = {}): FeedBar {
  return {
    time,
    open: close - 1,
    high: close + 1,
    low: close - 2,
    close,
    volume: 1_000,
    ...fields,
  };
}

/** A bar at which one price was traded. */
export function aFlatBar(time: number, price: number): FeedBar {
  return aFeedBar(time, price, { open: price, high: price, low: price });
}

/** Hourly bars of the day's session, whose closes are these. */
export function hoursOf(...closes: readonly number[]): FeedBar[] {
  return closes.map((close, i) => aFeedBar(OPEN_S + i * HOUR_S, close));
}

export type BarsLab = {
  readonly vendor: TroubledYahoo;
  /** `from` in epoch seconds. */
  ask(timeframe: FetchedTimeframe, from: number): Promise<BarsReply>;
};

export type BarsLabOptions = {
  /** Of the only ticker that the vendor knows. */
  readonly quote?: Partial<FeedQuote>;
  readonly now?: number;
  readonly feed?: Partial<MarketFeed>;
  /** Replaces the vendor's address. */
  readonly root?: string;
};

/** Our Yahoo provider before the pretend Yahoo. */
export async function startBarsLab(options: BarsLabOptions = {}): Promise<BarsLab> {
  const { now = NOW_S } = options;
  const quote = aFeedQuote({ time: NOW_S, price: 100, previousClose: 100, ...options.quote });
  const vendor = await startTroubledYahoo([quote], options.feed);
  const yahoo = createYahoo(
    { root: options.root ?? vendor.url, limits: { retries: 0, attemptMs: 500 } },
    { clock: () => instant(now * SECOND_MS), elapsed: () => performance.now(), random: () => 0 },
  );
  onTestFinished(() => yahoo.close());
  onTestFinished(() => vendor.close());
  const [ticker = expect.fail()] = tickers(quote.symbol);
  return {
    vendor,
    ask: (timeframe, from) => yahoo.bars({ ticker, timeframe, from: instant(from * SECOND_MS) }),
  };
}

/** The reply, which must have bars. */
export function withBars(reply: BarsReply): BarsReply & { readonly kind: 'bars' } {
  return reply.kind === 'bars' ? reply : expect.fail(JSON.stringify(reply));
}

/** When the reply's bars opened, in epoch seconds. */
export function timesOf(reply: BarsReply): number[] {
  return [...withBars(reply).bars.openedAt].map((ms) => ms / SECOND_MS);
}

export function closesOf(reply: BarsReply): number[] {
  return [...withBars(reply).bars.close];
}
