import { expect, test } from 'vitest';
import { newTickerState } from '../../src/core/ticker-state.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, plus, SECOND_MS } from '../../src/core/time.ts';
import { aKeeper, NVDA, priceAt, type KeeperLab } from '../support/bar-vendor.ts';
import { aQuote } from '../support/quote.ts';

// Monday 5 January 2026: New York opens at 14:30 UTC and closes at 21:00.
const MONDAY = '2026-01-05T18:00Z';

const opened = (lab: KeeperLab, timeframe: '1m' | '1h' | '4h' | '1d' | '1w' = '1d') =>
  [...(lab.keeper.read(NVDA, timeframe)?.bars.openedAt ?? [])].map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

const changes = (lab: KeeperLab) => lab.db.sqlite.prepare('select total_changes()').pluck().get();

const QUOTE = aQuote({ price: 400, at: instant(Date.parse(MONDAY)) });

test.each([
  ['1d', 100, '1d from 2024-12-01'],
  ['1d', 1_000, '1d from 2021-12-20'],
  ['1w', 60, '1d from 2024-10-14'],
  ['1h', 20, '1h from 2025-09-07'],
  ['4h', 250, '1h from 2024-12-27'],
  ['15m', 20, '15m from 2025-12-06'],
  ['30m', 20, '15m from 2025-12-06'],
  ['1m', 20, '1m from 2025-12-28'],
  ['1m', 100_000, '1m from 2025-12-06'],
] as const)(
  'a new series of %s reaches back far enough for %i bars',
  async (timeframe, bars, ask) => {
    const lab = aKeeper(MONDAY);
    expect(await lab.topUp({ timeframe, bars })).toEqual([]);
    expect(lab.asked()).toEqual([ask]);
    if (bars < 2_000)
      expect(lab.keeper.read(NVDA, timeframe)?.closesAt.length).toBeGreaterThanOrEqual(bars);
  },
);

test('all lengths that are made of one are asked for once', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp(
    { timeframe: '1h', bars: 10 },
    { timeframe: '4h', bars: 10 },
    { timeframe: '1h', bars: 700 },
  );
  expect(lab.asked()).toEqual(['1h from 2025-07-10']);
});

test('the bar in progress is told, and never kept', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp({ timeframe: '1d' }, { timeframe: '1h' });
  expect(opened(lab).at(-1)).toBe('2026-01-02T14:30');
  expect(lab.keeper.read(NVDA, '1d')?.forming).toMatchObject({
    openedAt: Date.parse('2026-01-05T14:30Z'),
    volume: 1,
  });
  expect(opened(lab, '1h').at(-1)).toBe('2026-01-05T16:30');
  const rows = 'select max(opened_at) from bar where timeframe = ?';
  expect(lab.db.sqlite.prepare(rows).pluck().get('1d')).toBe(Date.parse('2026-01-02T14:30Z'));
  expect(lab.keeper.read(NVDA, '4h')?.forming).toMatchObject({
    openedAt: Date.parse('2026-01-05T14:30Z'),
    open: priceAt(Date.parse('2026-01-05T14:30Z')),
    close: priceAt(Date.parse('2026-01-05T17:30Z')) * 1.01,
  });
});

test('what is missing is asked for when it is due, from a few bars before', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp({ timeframe: '1h' });
  lab.asked();
  lab.now = instant(Date.parse('2026-01-05T18:30:14Z'));
  await lab.topUp({ timeframe: '1h' });
  expect(lab.asked()).toEqual([]);
  lab.now = instant(Date.parse('2026-01-05T18:30:15Z'));
  await lab.topUp({ timeframe: '1h' });
  expect(lab.asked()).toEqual(['1h from 2026-01-02 18:30']);
  expect(opened(lab, '1h').at(-1)).toBe('2026-01-05T17:30');
});

test('a bar that closed a moment ago is still in progress: it may change', async () => {
  const lab = aKeeper('2026-01-05T17:30:14Z');
  await lab.topUp({ timeframe: '1h' });
  expect(opened(lab, '1h').at(-1)).toBe('2026-01-05T15:30');
  expect(lab.keeper.read(NVDA, '1h')?.forming?.openedAt).toBe(Date.parse('2026-01-05T17:30Z'));
});

test('a delayed feed makes its bars as late as its prices', async () => {
  const lab = aKeeper(MONDAY);
  const quote = { ...QUOTE, delayMs: 15 * MINUTE_MS };
  lab.store.quotes.put({ ...newTickerState(NVDA), quote });
  await lab.topUp({ timeframe: '1h' });
  lab.asked();
  lab.now = instant(Date.parse('2026-01-05T18:45:14Z'));
  await lab.topUp({ timeframe: '1h' });
  expect(lab.asked()).toEqual([]);
  lab.now = plus(lab.now, SECOND_MS);
  await lab.topUp({ timeframe: '1h' });
  expect(lab.asked()).toHaveLength(1);
});

test('over a weekend nothing is asked, and the Monday is', async () => {
  const lab = aKeeper('2026-01-09T21:10Z');
  await lab.topUp({ timeframe: '1d' }, { timeframe: '15m' });
  lab.asked();
  for (; lab.now < Date.parse('2026-01-12T14:44Z'); lab.now = plus(lab.now, HOUR_MS))
    await lab.topUp({ timeframe: '1d' }, { timeframe: '15m' });
  expect(lab.asked()).toEqual([]);
  lab.now = instant(Date.parse('2026-01-12T14:46Z'));
  await lab.topUp({ timeframe: '1d' }, { timeframe: '15m' });
  expect(lab.asked()).toEqual(['15m from 2026-01-09 19:30']);
});

test('a holiday that no table knows is asked about less and less often', async () => {
  const lab = aKeeper('2026-01-02T21:10Z');
  await lab.topUp({});
  lab.asked();
  lab.vendor.habits.stoppedAt = lab.now;
  lab.now = instant(Date.parse('2026-01-05T21:05Z'));
  const written = changes(lab);
  for (let minutes = 0; minutes < 23 * 60; minutes++, lab.now = plus(lab.now, MINUTE_MS))
    expect(await lab.topUp({})).toEqual([]);
  const asked = lab.asked().length;
  expect(asked).toBeGreaterThan(5);
  expect(asked).toBeLessThan(20);
  expect(changes(lab)).toBe(written);
});

test('one series is not asked for twice within 30 seconds, more history excepted', async () => {
  const lab = aKeeper('2026-01-05T15:00:20Z');
  lab.vendor.habits.listedAt = Date.parse('2026-01-05T14:58Z');
  await lab.topUp({ timeframe: '1m' });
  expect(lab.asked()).toHaveLength(1);
  lab.now = plus(lab.now, 29 * SECOND_MS);
  await lab.topUp({ timeframe: '1m' });
  expect(lab.asked()).toEqual([]);
  await lab.topUp({ timeframe: '1m', bars: 5_000 });
  expect(lab.asked()).toEqual(['1m from 2025-12-10']);
  await lab.topUp({ timeframe: '1m', bars: 5_000 });
  expect(lab.asked()).toEqual([]);
  lab.now = plus(lab.now, 2 * DAY_MS);
  await lab.topUp({ timeframe: '1m', bars: 5_000 });
  expect(lab.asked()).toEqual(['1m from 2026-01-05 14:58']);
});

test('an answer that says nothing new writes nothing', async () => {
  const lab = aKeeper('2026-01-05T15:00:20Z');
  await lab.topUp({ timeframe: '1m' });
  const known = lab.keeper.read(NVDA, '1m');
  const written = changes(lab);
  lab.vendor.habits.stoppedAt = Date.parse('2026-01-05T14:59:30Z');
  lab.now = plus(lab.now, MINUTE_MS);
  await lab.topUp({ timeframe: '1m' });
  expect(changes(lab)).toBe(written);
  expect(lab.keeper.read(NVDA, '1m')?.bars).toBe(known?.bars);
  expect(lab.keeper.read(NVDA, '1m')?.askedAt).toBe(lab.now);
  lab.vendor.habits.stoppedAt = Infinity;
  lab.now = plus(lab.now, MINUTE_MS);
  await lab.topUp({ timeframe: '1m' });
  expect(changes(lab)).toBeGreaterThan(Number(written));
});

test('the same object is read until something changes, and the same after a restart', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp({ timeframe: '1h' }, { timeframe: '1w', bars: 20 });
  for (const timeframe of ['1h', '4h', '1d', '1w'] as const) {
    const kept = lab.keeper.read(NVDA, timeframe);
    expect(kept?.closesAt.length).toBeGreaterThan(10);
    expect(lab.keeper.read(NVDA, timeframe)).toBe(kept);
    const { forming, ...rest } = lab.restarted().read(NVDA, timeframe) ?? expect.fail();
    expect({ ...rest, forming: kept?.forming }).toEqual(kept);
    expect(forming === undefined || timeframe === '4h' || timeframe === '1w').toBe(true);
  }
  expect(lab.keeper.read(NVDA, '1m')).toBeUndefined();
});

test('a thousand tickers are asked for four at a time, and one person is let before them', async () => {
  const lab = aKeeper(MONDAY);
  const many = Array.from({ length: 100 }, (_, n) => ({ ticker: `T${n}` as Ticker }));
  const scan = lab.topUp(...many);
  await lab.topUp({ ticker: 'T99' as Ticker, timeframe: '1h' });
  expect(lab.vendor.wishes.length).toBeLessThan(15);
  expect(await scan).toEqual([]);
  expect(lab.vendor.crowd.most).toBe(4);
  expect(lab.vendor.wishes).toHaveLength(101);
  await lab.topUp(...many);
  expect(lab.vendor.wishes).toHaveLength(101);
});
