import { expect, onTestFinished, test } from 'vitest';
import type { BarsReply } from '../../src/core/ports/market-data.ts';
import { DAY_MS, type Instant, plus } from '../../src/core/time.ts';
import type { FetchedTimeframe } from '../../src/core/timeframe.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import type { FeedQuote, MarketFeed } from '../../src/sandbox/feed.ts';
import { createReplay } from '../../src/sandbox/replay/replay.ts';
import { startYahooVendor } from '../../src/sandbox/vendor-yahoo.ts';
import { usualHours } from '../../src/sandbox/vendor-yahoo-hours.ts';
import { tickers } from '../support/ticker.ts';
import { aFeedQuote, feedOf } from '../support/vendor-yahoo.ts';

test.each([
  ['^GSPC', '1d', 400, 270],
  ['NVDA', '1d', 400, 270],
  ['NVDA', '1h', 100, 480],
  ['NVDA', '15m', 60, 1_040],
  ['NVDA', '5m', 60, 3_120],
  ['NVDA', '1m', 30, 7_700],
  ['BTC-USD', '1h', 100, 2_390],
] as const)('the real provider reads the sandbox’s %s, %s bars of %d days', async (...asked) => {
  const [name, timeframe, days, atLeast] = asked;
  const { ask, now } = await startReplayed();
  const reply = await ask(name, timeframe, plus(now(), -days * DAY_MS));
  const { openedAt, close } = barsOf(reply);
  expect(openedAt.length).toBeGreaterThanOrEqual(atLeast);
  expect(close.every((price) => price > 0)).toBe(true);
  expect(openedAt.every((at, i) => i === 0 || at > (openedAt[i - 1] ?? NaN))).toBe(true);
  expect(openedAt.at(-1)).toBeLessThan(now());
});

test('the S&P 500 of the sandbox goes back to the year 2000', async () => {
  const { ask, now } = await startReplayed();
  const { openedAt, close } = barsOf(await ask('^GSPC', '1d', plus(now(), -21 * 365 * DAY_MS)));
  expect(new Date(openedAt[0] ?? NaN).toISOString()).toBe('2000-01-03T14:30:00.000Z');
  expect([close[0], close.at(-1)]).toEqual([1455.219971, 3257.850098]);
});

test('the day on which the sandbox opens is over, and its session’s end is told', async () => {
  const { ask, now } = await startReplayed();
  const reply = await ask('NVDA', '1d', plus(now(), -9 * DAY_MS));
  expect(reply).toMatchObject({ sessionEndsAt: Date.parse('2020-01-02T21:00:00Z') });
  expect(now()).toBeGreaterThanOrEqual(Date.parse('2020-01-02T21:00:00Z'));
});

test('what a request reaches back too far for is refused as Yahoo refuses it', async () => {
  const now = Date.parse('2025-02-20T17:00:00Z') / 1000;
  const chart = await startBare({ now: () => now });
  const status = async (interval: string, days: number, until = 0) =>
    (await chart({ interval, from: now - days * 86_400, to: now - until * 86_400 })).status;
  expect(await status('1m', 7)).toBe(200);
  expect(await status('1m', 9)).toBe(422);
  expect(await status('1m', 29, 23)).toBe(200);
  expect(await status('1m', 31, 25)).toBe(422);
  expect(await status('15m', 61)).toBe(422);
  expect(await status('1h', 729)).toBe(200);
  expect(await status('1h', 731)).toBe(422);
  expect(await status('1d', 9_000)).toBe(200);
});

test('a chart carries splits, dividends, hours, zone, and null for what is not known', async () => {
  const from = Date.parse('2025-02-20T14:30:00Z') / 1000;
  const chart = await startBare({
    bars: () => [{ time: from, open: 1, high: 2, low: 1, close: NaN, volume: NaN }],
    actions: () => [
      { kind: 'split', time: from, numerator: 3, denominator: 2 },
      { kind: 'dividend', time: from, amount: 0.5 },
      { kind: 'dividend', time: from - 1, amount: 9 },
    ],
  });
  expect(await chart({ interval: '1d', from, to: from + 9 })).toMatchObject({
    status: 200,
    body: {
      chart: {
        result: [
          {
            meta: {
              exchangeTimezoneName: 'America/New_York',
              gmtoffset: -18_000,
              dataGranularity: '1d',
              currentTradingPeriod: { regular: { start: from, end: from + 390 * 60 } },
            },
            timestamp: [from],
            events: {
              splits: { [from]: { numerator: 3, denominator: 2, splitRatio: '3:2', date: from } },
              dividends: { [from]: { amount: 0.5, date: from } },
            },
            indicators: {
              quote: [{ open: [1], close: [null], volume: [null] }],
              adjclose: [{ adjclose: [null] }],
            },
          },
        ],
      },
    },
  });
});

test.each([
  [{ exchange: 'NMS' }, 'America/New_York', '14:30', '21:00'],
  [{ exchange: 'WCB' }, 'America/New_York', '14:30', '21:15'],
  [{ exchange: 'LSE' }, 'Europe/London', '08:00', '16:30'],
  [{ exchange: 'CCC' }, 'UTC', '00:00', '00:00'],
  [{ exchange: 'CME' }, 'America/New_York', '05:00', '05:00'],
])('%o keeps the usual hours of its exchange', (fields, zone, ...told) => {
  const hours = usualHours(
    aFeedQuote({ ...fields, time: Date.parse('2025-02-20T17:00:00Z') / 1000 }),
  );
  const clock = (epochS: number) => new Date(epochS * 1000).toISOString().slice(11, 16);
  expect([hours.zone, clock(hours.start), clock(hours.end)]).toEqual([zone, ...told]);
});

async function startReplayed() {
  const replay = createReplay({ startAt: '2020-01-02', wallNow: Date.now, onStep: async () => {} });
  const vendor = await startYahooVendor({ feed: replay.feed });
  const yahoo = createYahoo(
    { root: vendor.url },
    { clock: replay.clock, elapsed: () => performance.now(), random: () => 0 },
  );
  onTestFinished(() => yahoo.close());
  onTestFinished(() => vendor.close());
  onTestFinished(() => replay.close());
  return {
    now: replay.clock,
    ask(name: string, timeframe: FetchedTimeframe, from: Instant) {
      const [ticker = expect.fail()] = tickers(name);
      return yahoo.bars({ ticker, timeframe, from });
    },
  };
}

/** The vendor without our provider before it. */
async function startBare(more: Partial<MarketFeed>) {
  const quote: FeedQuote = aFeedQuote({ time: Date.parse('2025-02-20T17:00:00Z') / 1000 });
  const vendor = await startYahooVendor({ feed: { ...feedOf([quote]), ...more } });
  onTestFinished(() => vendor.close());
  return async ({ interval, from, to }: { interval: string; from: number; to: number }) => {
    const query = `interval=${interval}&period1=${from}&period2=${to}`;
    const response = await fetch(`${vendor.url}/v8/finance/chart/NVDA?${query}`);
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
}

function barsOf(reply: BarsReply) {
  return reply.kind === 'bars' ? reply.bars : expect.fail(JSON.stringify(reply));
}
