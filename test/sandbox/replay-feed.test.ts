import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import type { FeedBar } from '../../src/sandbox/feed.ts';
import { loadHistory } from '../../src/sandbox/replay/history.ts';
import { createListings } from '../../src/sandbox/replay/listing.ts';
import { createReplayFeed } from '../../src/sandbox/replay/market.ts';
import { createSessions } from '../../src/sandbox/replay/sessions.ts';

const history = loadHistory();
const sessions = createSessions(history?.sp500 ?? []);
const listings = () => createListings({ history, sessions, seed: 'bellwether' });

function feedAt(time: string, from = listings()) {
  return createReplayFeed(from, () => instant(Date.parse(time)));
}

const seconds = (time: string) => Date.parse(time) / 1000;
const moments = integer({ min: seconds('2000-01-03'), max: seconds('2021-06-01') });
const tickers = constantFrom('^GSPC', 'MSFT', 'GOOG', 'NVDA', 'SPY', 'BTC-USD');

test('nothing is told before it was known', () => {
  const shared = listings();
  assert(
    property(tickers, moments, (ticker, now) => {
      const feed = feedAt(new Date(now * 1000).toISOString(), shared);
      const quote = feed.quote(ticker);
      if (quote) expect(quote.time).toBeLessThanOrEqual(now);
      const span = { from: now - 3 * 86_400, to: now + 9 * 86_400 };
      const minutes = feed.bars(ticker, { ...span, interval: '1m' }) ?? [];
      for (const bar of minutes) expect(bar.time + 60).toBeLessThanOrEqual(now);
      for (const interval of ['15m', '1h', '1d']) {
        const last = feed.bars(ticker, { ...span, interval })?.at(-1);
        // A bar in progress knows of its own minutes only those that are over.
        const own = minutes.filter((bar) => last !== undefined && bar.time >= last.time);
        if (last !== undefined && own.length > 0) expect(last).toEqual(inOne(own));
        else if (last !== undefined) expect(last.time + 390 * 60).toBeLessThanOrEqual(now);
      }
    }),
    { numRuns: 60 },
  );
});

test('later time never changes an earlier answer', () => {
  const early = feedAt('2020-02-03T15:30:00Z', listings());
  const late = feedAt('2020-03-20T15:30:00Z', listings());
  const [from, to] = [seconds('2020-01-20'), seconds('2020-02-03T15:30:00Z')];
  for (const ticker of ['NVDA', 'SPY', 'BTC-USD', '^GSPC']) {
    for (const interval of ['1m', '5m', '1d']) {
      const told = early.bars(ticker, { interval, from, to }) ?? [];
      // The day that was in progress then is the only bar that has changed since.
      const then = interval === '1d' && ticker !== '^GSPC' ? told.slice(0, -1) : told;
      expect(late.bars(ticker, { interval, from, to })?.slice(0, then.length)).toEqual(then);
    }
  }
});

test('the generator gives the same day whichever day is asked first', () => {
  const [forward, backward] = [feedAt('2020-03-20T23:00:00Z'), feedAt('2020-03-20T23:00:00Z')];
  const days = ['2005-06-01', '2020-01-02', '2020-03-02', '2020-03-20'];
  const read = (feed: typeof forward, day: string) =>
    feed.bars('NVDA', { interval: '1m', from: seconds(day), to: seconds(day) + 86_400 });
  const first = days.map((day) => read(forward, day));
  const second = days.toReversed().map((day) => read(backward, day));
  expect(first).toEqual(second.toReversed());
  expect(first.map((bars) => bars?.length)).toEqual([390, 390, 390, 390]);
});

test('generated bars hold together: ranges contain their ends, and the next day opens near', () => {
  const feed = feedAt('2020-03-20T23:00:00Z');
  const bars =
    feed.bars('BTC-USD', {
      interval: '1m',
      from: seconds('2020-03-10'),
      to: seconds('2020-03-12'),
    }) ?? [];
  expect(bars).toHaveLength(2880);
  for (const bar of bars) {
    expect(bar.high).toBeGreaterThanOrEqual(Math.max(bar.open, bar.close));
    expect(bar.low).toBeLessThanOrEqual(Math.min(bar.open, bar.close));
    expect(bar.low).toBeGreaterThan(0);
    expect(bar.volume).toBeGreaterThan(0);
  }
  expect(bars[1440]?.open).toBe(bars[1439]?.close);
});

test('what is made up says so in its name, and nothing else does', () => {
  for (const { ticker, name, isGenerated } of listings()) {
    expect(isGenerated).toBe(['NVDA', 'SPY', 'BTC-USD'].includes(ticker));
    expect(name.endsWith('(generated)')).toBe(isGenerated);
  }
});

test('a share whose real prices are over is generated, and says so', () => {
  const late = createListings({ history, sessions, seed: 'bellwether', from: '2020-01-02' });
  const microsoft = late.find(({ ticker }) => ticker === 'MSFT');
  expect(microsoft).toMatchObject({ isGenerated: true, name: 'Microsoft Corporation (generated)' });
  expect(late.map(({ ticker }) => ticker).sort()).toEqual(
    listings()
      .map(({ ticker }) => ticker)
      .sort(),
  );
  const feed = feedAt('2020-01-02T21:00:00Z', late);
  expect(feed.quote('MSFT')?.time).toBe(seconds('2020-01-02T21:00:00Z'));
  const bars = { interval: '1d', from: seconds('2019-01-02'), to: seconds('2020-01-03') };
  expect(feed.bars('MSFT', bars)?.length).toBeGreaterThan(250);
});

test('a month’s close is not told before the month is over', () => {
  expect(feedAt('2000-01-31T20:59:00Z').quote('MSFT')).toBeUndefined();
  expect(feedAt('2000-01-31T21:00:00Z').quote('MSFT')).toMatchObject({ price: 39.81 });
});

test('longer bars begin at the opening, and the last holds what is known of it', () => {
  const feed = feedAt('2020-03-20T14:07:00Z');
  const [from, to] = [seconds('2020-03-20T13:00:00Z'), seconds('2020-03-20T15:00:00Z')];
  const minutes = feed.bars('SPY', { interval: '1m', from, to }) ?? [];
  const fives = feed.bars('SPY', { interval: '5m', from, to }) ?? [];
  expect(minutes).toHaveLength(37);
  expect(fives).toHaveLength(8);
  expect(fives[0]).toEqual(inOne(minutes.slice(0, 5)));
  expect(fives[7]).toEqual(inOne(minutes.slice(35)));
  expect(feed.bars('SPY', { interval: '1h', from, to })).toEqual([inOne(minutes)]);
  expect(feed.bars('SPY', { interval: '1d', from, to })).toEqual([inOne(minutes)]);
});

test('hours begin at half past nine in New York, seven a day, and at midnight around the clock', () => {
  const feed = feedAt('2020-03-20T23:00:00Z');
  const span = { interval: '1h', from: seconds('2020-03-19'), to: seconds('2020-03-20') };
  const clocks = (ticker: string) =>
    feed.bars(ticker, span)?.map(({ time }) => new Date(time * 1000).toISOString().slice(11, 16));
  expect(clocks('SPY')).toEqual(['13:30', '14:30', '15:30', '16:30', '17:30', '18:30', '19:30']);
  expect(clocks('BTC-USD')).toHaveLength(24);
  expect(clocks('BTC-USD')?.[0]).toBe('00:00');
});

test('on the opening day there is history enough for long averages', () => {
  const feed = feedAt('2020-01-02T21:00:00Z');
  const now = seconds('2020-01-02T21:00:00Z');
  const count = (ticker: string, interval: string, days: number) =>
    feed.bars(ticker, { interval, from: now - days * 86_400, to: now })?.length ?? 0;
  for (const ticker of ['^GSPC', 'NVDA', 'SPY', 'BTC-USD']) {
    expect(count(ticker, '1d', 400)).toBeGreaterThan(270);
    expect(count(ticker, '1d', 1_450)).toBeGreaterThan(990);
  }
  for (const ticker of ['NVDA', 'BTC-USD']) {
    expect(count(ticker, '1h', 729)).toBeGreaterThan(3_400);
    expect(count(ticker, '15m', 59)).toBeGreaterThan(1_000);
    expect(count(ticker, '1m', 7)).toBeGreaterThan(1_500);
  }
  expect(count('^GSPC', '1d', 7_400)).toBeGreaterThan(5_000);
});

test('a close a month is no daily bar', () => {
  const feed = feedAt('2010-01-04T21:00:00Z');
  expect(feed.bars('MSFT', { interval: '1d', from: 0, to: seconds('2010-01-04') })).toEqual([]);
});

test('the hours of a day in progress are told, and of the last one when none is', () => {
  const hours = (ticker: string, time: string) => {
    const told = feedAt(time).hours?.(ticker);
    return told && [told.start, told.end].map((epochS) => new Date(epochS * 1000).toISOString());
  };
  const thursday = ['2020-03-19T13:30:00.000Z', '2020-03-19T20:00:00.000Z'];
  expect(hours('SPY', '2020-03-19T15:00:00Z')).toEqual(thursday);
  expect(hours('^GSPC', '2020-03-19T23:00:00Z')).toEqual(thursday);
  const friday = ['2020-03-20T13:30:00.000Z', '2020-03-20T20:00:00.000Z'];
  expect(hours('SPY', '2020-03-21T15:00:00Z')).toEqual(friday);
  const saturday = ['2020-03-21T00:00:00.000Z', '2020-03-22T00:00:00.000Z'];
  expect(hours('BTC-USD', '2020-03-21T15:00:00Z')).toEqual(saturday);
});

/** Bars one after another as a single one. */
function inOne(bars: readonly FeedBar[]): FeedBar {
  const [first, last] = [bars[0] ?? expect.fail(), bars.at(-1) ?? expect.fail()];
  return {
    time: first.time,
    open: first.open,
    high: Math.max(...bars.map(({ high }) => high)),
    low: Math.min(...bars.map(({ low }) => low)),
    close: last.close,
    volume: bars.reduce((sum, { volume }) => sum + volume, 0),
  };
}

test('a quote tells its day’s first price, where days are known', () => {
  const feed = feedAt('2010-01-04T15:30:00Z');
  const day = { interval: '1d', from: seconds('2009-12-20'), to: seconds('2010-01-05') };
  const opening = (ticker: string) => feed.bars(ticker, day)?.at(-1)?.open;
  for (const ticker of ['^GSPC', 'NVDA', 'BTC-USD']) {
    expect(feed.quote(ticker)?.open).toBe(opening(ticker) ?? expect.fail());
  }
  expect(feed.quote('MSFT')?.open).toBeUndefined();
});

test('search finds by the start of a ticker and by name', () => {
  const feed = feedAt('2020-01-02T21:00:00Z');
  const found = (text: string) => feed.search(text).map(({ symbol }) => symbol);
  expect(found('goog')).toEqual(['GOOG']);
  expect(found('s&p')).toEqual(['^GSPC', 'SPY']);
  expect(found('MSFTT')).toEqual(['MSFT']);
  expect(found('zzz')).toEqual([]);
});
