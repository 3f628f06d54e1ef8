import { describe, expect, test } from 'vitest';
import type { FeedEntry } from '../../src/core/ports/entry-feed.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { instant } from '../../src/core/time.ts';
import {
  AFTER_CLOSE,
  AMD,
  aDesk,
  anEntryDesk,
  FEED_HOST,
  flat,
  MONDAY,
  NVDA,
  quietThen,
  type Day,
} from '../support/entry-desk.ts';

describe('a breakout', () => {
  test('exactly at the level is none', async () => {
    const desk = aDesk(quietThen({ close: 100, high: 101 }));
    await desk.run('entries');
    expect(desk.found()).toEqual([]);
    expect(desk.said()).toEqual([]);
    expect(desk.store.entries.looks().get(NVDA)).toMatchObject({
      session: MONDAY,
      missed: undefined,
    });
  });

  test('above it is an entry of both systems, with N, the stop and the close', async () => {
    const desk = aDesk(quietThen({ close: 100.5, high: 101.01 }));
    await desk.run('entries');
    // Nineteen parts of 2 and one of the day's own range, from 99.5 to 101.01.
    const n = (19 * 2 + 1.51) / 20;
    const common = { session: MONDAY, level: 101, close: 100.5, isSkipped: false, isLate: false };
    expect(desk.found()).toEqual([
      expect.objectContaining({ ticker: NVDA, system: 1, source: 'own', ...common }),
      expect.objectContaining({ ticker: NVDA, system: 2, source: 'own', ...common }),
    ]);
    expect(desk.found()[0]?.n).toBeCloseTo(n, 10);
    expect(desk.found()[0]?.stop).toBeCloseTo(101 - 2 * n, 10);
  });

  test('is of the highs before it, however high the day itself went', async () => {
    const desk = aDesk(quietThen({ close: 120, high: 140 }));
    await desk.run('entries');
    expect(desk.found().map(({ level }) => level)).toEqual([101, 101]);
  });

  test('of 20 days that is none of 55 is the first system’s alone', async () => {
    const desk = aDesk([
      ...flat(20),
      { close: 100, high: 110 },
      ...flat(40),
      { close: 102, high: 103 },
    ]);
    await desk.run('entries');
    expect(desk.found().map(({ system, level }) => [system, level])).toEqual([[1, 101]]);
  });

  test('within a move that is followed already is no further entry', async () => {
    const desk = aDesk(quietThen(103, 105, 107));
    await desk.run('entries');
    expect(new Set(desk.found().map(({ session }) => session))).toEqual(new Set(['2025-12-31']));
    expect(desk.found().every(({ isLate }) => isLate)).toBe(true);
  });
});

/** A breakout that is ridden up and given back below the 10-day low, rest, and then another. */
const WINNER_FIRST: readonly Day[] = [
  ...flat(60),
  ...Array.from({ length: 30 }, (_, i) => 102 + 2 * i),
  ...Array.from({ length: 30 }, () => 140),
  { close: 141, high: 142 },
];

describe('the filter of System 1', () => {
  test('skips the entry after a winner, and shows it as skipped', async () => {
    const desk = aDesk(WINNER_FIRST);
    await desk.run('entries');
    expect(desk.found()).toMatchObject([{ system: 1, level: 141, isSkipped: true }]);
    const [message] = desk.said();
    expect(message?.text).toContain('⚪️ NVDA made a 20-day high · 141.00 (old high 141.00)');
    expect(message?.text).toContain('Skipped by System 1: the breakout before it would have won');
    expect(message?.silent).toBe(true);
  });
});

describe('what is told', () => {
  test('of several entries is one message with a thin table', async () => {
    const desk = aDesk(quietThen(102));
    desk.list(AMD, quietThen(99), { last: MONDAY });
    await desk.run('entries');
    const [message, ...rest] = desk.said();
    expect(rest).toEqual([]);
    expect(message?.text).toContain('🟢 2 entries on Mon 5 Jan');
    const [, table = ''] = /<pre>(.*?)<\/pre>/s.exec(message?.html ?? '') ?? [];
    expect(table.split('\n')).toEqual([
      'NVDA 20 101.00 102.00',
      '  N 2.05 stop 96.90 ▼5.0%',
      'NVDA 55 101.00 102.00',
      '  N 2.05 stop 96.90 ▼5.0%',
    ]);
    expect(message?.text).toContain(
      'Classic add points every ½N from 101.00: 102.03 · 103.05 · 104.08',
    );
    expect(message?.text).toContain('Exit for this system: 10-day low, now 99.00');
    expect(message?.text).toContain('Earnings in 7 sessions (estimated)');
    expect(message?.labels).toContain('🛡 Rule: NVDA price > 101.00');
    expect(message?.silent).toBe(false);
  });

  test('of one reads like an alert, and says from which price the stop is', async () => {
    const desk = aDesk([...flat(20), { close: 100, high: 110 }, ...flat(40), 102]);
    await desk.run('entries');
    expect(desk.said()[0]?.text.split('\n').slice(0, 4)).toEqual([
      '🟢 NVDA made a 20-day high · 102.00 (old high 101.00)',
      'It closed beyond the old high too (▲1.0%).',
      'N (20-day ATR) 2.10 → 2N stop would be 96.79 (from 101.00, ▼5.1% from the close)',
      'the high of Mon 5 Jan is above the highest high of the 20 sessions before it (the day itself excluded)',
    ]);
  });

  test('is told to nobody who has not asked for it, and found all the same', async () => {
    const desk = anEntryDesk({ at: AFTER_CLOSE });
    desk.list(NVDA, quietThen(102), { last: MONDAY });
    await desk.run('entries');
    expect(desk.said()).toEqual([]);
    expect(desk.found()).toHaveLength(2);
  });

  test('is not of days before the chat asked, or had the ticker', async () => {
    const desk = anEntryDesk({ at: AFTER_CLOSE });
    const watchedAt = instant(Date.parse('2026-01-05T21:10:00Z'));
    desk.list(NVDA, quietThen(102), { last: MONDAY, watchedAt });
    desk.list(AMD, quietThen(102), { last: MONDAY });
    desk.subscribe(instant(Date.parse('2026-01-05T20:59:00Z')));
    await desk.run('entries');
    const [message, ...rest] = desk.said();
    expect(rest).toEqual([]);
    expect(message?.text).toContain('AMD');
    expect(message?.text).not.toContain('NVDA');
  });
});

test('who asks after the close is told from the next day on', async () => {
  const desk = anEntryDesk({ at: AFTER_CLOSE });
  desk.list(NVDA, quietThen(102), { last: MONDAY });
  desk.subscribe(instant(Date.parse('2026-01-05T21:05:00Z')));
  await desk.run('entries');
  expect(desk.found()).toHaveLength(2);
  expect(desk.said()).toEqual([]);
});

describe('runs', () => {
  test('two of them find and tell everything once', async () => {
    const desk = aDesk(quietThen(102));
    await desk.run('entries');
    expect(desk.said()).toHaveLength(1);
    await desk.run('entries', '2026-01-05T21:40:00Z');
    await desk.run('entries-again', '2026-01-05T21:41:00Z');
    await desk.run('entries', '2026-01-06T02:00:00Z');
    expect(desk.said()).toEqual([]);
    expect(desk.found()).toHaveLength(2);
  });

  test('before the close leave the day in progress alone', async () => {
    const desk = aDesk(quietThen(102));
    await desk.run('entries', '2026-01-05T20:30:00Z');
    expect(desk.found()).toEqual([]);
    expect(desk.store.entries.looks().get(NVDA)?.session).toBe('2026-01-02');
    await desk.run('entries', AFTER_CLOSE);
    expect(desk.found()).toHaveLength(2);
    expect(desk.said()).toHaveLength(1);
  });

  test('after a half day find its entries as soon as it has closed', async () => {
    const desk = anEntryDesk({ at: '2025-11-28T18:02:00Z' });
    desk.list(NVDA, quietThen(102), { last: '2025-11-28' });
    desk.subscribe();
    await desk.run('entries');
    expect(desk.found()).toEqual([]);
    expect(desk.said()).toEqual([]);
    await desk.run('entries', '2025-11-28T18:10:00Z');
    expect(desk.found()).toHaveLength(2);
    expect(desk.said()[0]?.text).toContain('Fri 28 Nov');
  });

  test('of the next morning make a missed one good, and say that it is late', async () => {
    const desk = aDesk(quietThen(102));
    await desk.run('entries-again', '2026-01-06T13:00:40Z');
    expect(desk.found().every(({ isLate }) => isLate)).toBe(true);
    expect(desk.said()[0]?.text).toMatch(/^🕰 LATE/);
  });

  test('after days of silence look at five days, each told by itself', async () => {
    const desk = aDesk([...flat(60), 100, 100, 100, 100, 102, 103, 104, 105]);
    desk.store.entries.write({
      found: [],
      looked: [{ ticker: NVDA, session: '2025-12-01', at: undefined, missed: undefined }],
      feed: undefined,
    });
    desk.list(AMD, quietThen(100, 102), { last: MONDAY });
    await desk.run('entries');
    expect(
      desk
        .found()
        .map(({ ticker, session }) => `${ticker} ${session}`)
        .sort(),
    ).toEqual(['AMD 2026-01-05', 'AMD 2026-01-05', 'NVDA 2025-12-30', 'NVDA 2025-12-30']);
    const said = desk.said().map(({ text }) => /daily close of (.*?) ·/.exec(text)?.[1]);
    expect(said).toEqual(['Tue 30 Dec', 'Mon 5 Jan']);
  });

  test('that make good never look at a day before its turn', async () => {
    const desk = aDesk(quietThen(102));
    await desk.run('entries-again', '2026-01-05T21:06:40Z');
    expect(desk.store.entries.looks().get(NVDA)?.session).toBe('2026-01-02');
    expect(desk.found()).toEqual([]);
  });

  test('take London along, whose day has long ended, and not what is still open', async () => {
    const desk = anEntryDesk({ at: AFTER_CLOSE });
    const [vod, btc] = ['VOD.L' as Ticker, 'BTC-USD' as Ticker];
    desk.list(vod, quietThen(102), { last: MONDAY, market: 'london' });
    desk.list(btc, quietThen(102), { last: MONDAY, market: 'always' });
    desk.subscribe();
    await desk.run('entries');
    expect(desk.found().map(({ ticker }) => ticker)).toEqual([vod, vod]);
    expect(desk.found().every(({ isLate }) => !isLate)).toBe(true);
    await desk.run('entries', '2026-01-06T21:30:00Z');
    expect(desk.found().map(({ ticker }) => ticker)).toContain(btc);
    expect(desk.found().find(({ ticker }) => ticker === btc)).toMatchObject({
      session: MONDAY,
      isLate: false,
    });
  });
});

const row = (wish: Partial<FeedEntry> = {}): FeedEntry => ({
  ticker: NVDA,
  system: 1,
  session: MONDAY,
  level: 100.9,
  n: undefined,
  stop: undefined,
  ...wish,
});
const entriesReply = (...entries: readonly FeedEntry[]) =>
  ({ kind: 'entries', entries, unread: 0 }) as const;

function withFeed(...rows: readonly FeedEntry[]) {
  const desk = anEntryDesk({ at: AFTER_CLOSE, feed: entriesReply(...rows) });
  desk.subscribe();
  return desk;
}

describe('a feed', () => {
  test('that says the same is shown once with both sources, and our figures', async () => {
    const desk = withFeed(row());
    desk.list(NVDA, quietThen(102), { last: MONDAY });
    await desk.run('entries');
    expect(desk.found().map(({ system, source }) => `${system} ${source}`)).toEqual([
      `1 ${FEED_HOST}`,
      '1 own',
      '2 own',
    ]);
    const text = desk.said()[0]?.text;
    expect(text).toContain('🟢 2 entries');
    expect(text).toContain('NVDA 20+ 101.00');
    expect(text).toContain(`+ ${FEED_HOST} says so too`);
  });

  test('that says something else is marked, and told once', async () => {
    const desk = withFeed(row({ n: 2, stop: 96.9 }));
    desk.list(NVDA, quietThen(100), { last: MONDAY });
    await desk.run('entries');
    const [message] = desk.said();
    expect(message?.text).toContain('NVDA made a 20-day high (old high 100.90)');
    expect(message?.text).toContain(
      `${FEED_HOST} says so; my own look at closed days did not find it.`,
    );
    await desk.run('entries', '2026-01-05T22:30:00Z');
    expect(desk.said()).toEqual([]);
  });

  test('names tickers that are in no list, and says which of them nobody knows', async () => {
    const desk = withFeed(row({ ticker: 'TSLA' as Ticker }), row({ ticker: 'XYZQ' as Ticker }));
    desk.list(NVDA, quietThen(102), { last: MONDAY });
    desk.list('TSLA' as Ticker, flat(60), { last: MONDAY, isWatched: false });
    await desk.run('entries');
    expect(desk.said()[0]?.text).toContain(
      `${FEED_HOST} also names, in none of your lists: TSLA (20 days), XYZQ (20 days, unknown to me)`,
    );
  });

  test('that is down fails the run and is said once; our own look goes on', async () => {
    const desk = withFeed();
    desk.list(NVDA, quietThen(102), { last: MONDAY });
    desk.state.feed = {
      kind: 'failed',
      reason: 'server-error',
      detail: `${FEED_HOST}: status 500`,
    };
    expect((await desk.run('entries'))?.lastFailure).toBe(`${FEED_HOST}: status 500`);
    const said = desk.said().map(({ text }) => text);
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('2 entries');
    expect(said[1]).toContain(`${FEED_HOST} has a fault of its own`);
    await desk.run('entries', '2026-01-06T21:30:00Z');
    expect(desk.said().filter(({ text }) => text.includes('feed'))).toEqual([]);
    desk.state.feed = entriesReply(row());
    await desk.run('entries-again', '2026-01-06T21:40:40Z');
    expect(desk.said().map(({ text }) => text)).toEqual([
      expect.stringContaining(`${FEED_HOST} is back after 1 day`),
    ]);
  });

  test('whose rows cannot be read says how many', async () => {
    const desk = withFeed();
    desk.state.feed = { kind: 'entries', entries: [row()], unread: 3 };
    expect((await desk.run('entries'))?.lastFailure).toBe(
      `${FEED_HOST}: 3 of 4 rows could not be read`,
    );
  });

  test('that repeats its past, or tells the future, tells nothing', async () => {
    const desk = withFeed(row({ session: '2025-12-01' }), row({ session: '2026-02-01' }));
    desk.list(NVDA, quietThen(100), { last: MONDAY });
    await desk.run('entries');
    expect(desk.found()).toEqual([]);
  });
});
