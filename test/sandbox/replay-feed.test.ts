import { assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
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
  const lastBar = { '1m': 60, '15m': 900, '1d': 390 * 60 };
  assert(
    property(tickers, moments, (ticker, now) => {
      const feed = feedAt(new Date(now * 1000).toISOString(), shared);
      const quote = feed.quote(ticker);
      if (quote) expect(quote.time).toBeLessThanOrEqual(now);
      for (const [interval, length] of Object.entries(lastBar)) {
        const bars =
          feed.bars(ticker, { interval, from: now - 3 * 86_400, to: now + 9 * 86_400 }) ?? [];
        for (const bar of bars) expect(bar.time + length).toBeLessThanOrEqual(now);
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
      const then = early.bars(ticker, { interval, from, to }) ?? [];
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

test('a month’s close is not told before the month is over', () => {
  expect(feedAt('2000-01-31T20:59:00Z').quote('MSFT')).toBeUndefined();
  expect(feedAt('2000-01-31T21:00:00Z').quote('MSFT')).toMatchObject({ price: 39.81 });
});

test('longer bars are made of whole ones only', () => {
  const feed = feedAt('2020-03-20T14:07:00Z');
  const [from, to] = [seconds('2020-03-20T13:00:00Z'), seconds('2020-03-20T15:00:00Z')];
  const minutes = feed.bars('SPY', { interval: '1m', from, to }) ?? [];
  const fives = feed.bars('SPY', { interval: '5m', from, to }) ?? [];
  expect(minutes).toHaveLength(37);
  expect(fives).toHaveLength(7);
  expect(fives[0]?.high).toBe(Math.max(...minutes.slice(0, 5).map((bar) => bar.high)));
  expect(fives[0]?.close).toBe(minutes[4]?.close);
});

test('search finds by the start of a ticker and by name', () => {
  const feed = feedAt('2020-01-02T21:00:00Z');
  const found = (text: string) => feed.search(text).map(({ symbol }) => symbol);
  expect(found('goog')).toEqual(['GOOG']);
  expect(found('s&p')).toEqual(['^GSPC', 'SPY']);
  expect(found('MSFTT')).toEqual(['MSFT']);
  expect(found('zzz')).toEqual([]);
});
