import { expect, test } from 'vitest';
import { createBarKeeper } from '../../src/app/bar-keeper.ts';
import type { BarsReply } from '../../src/core/ports/market-data.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { HOUR_MS, instant, MINUTE_MS, plus, SECOND_MS } from '../../src/core/time.ts';
import { createYahoo } from '../../src/providers/yahoo.ts';
import { aKeeper, CALENDAR, NVDA, type KeeperLab } from '../support/bar-vendor.ts';
import { barsOf } from '../support/bars.ts';
import { aDatabase } from '../support/database.ts';
import { complainingLog } from '../support/log.ts';
import { aFeedBar, HOUR_S, OPEN_S, NOW_S } from '../support/vendor-bars.ts';
import { aFeedQuote, startTroubledYahoo } from '../support/vendor-yahoo.ts';

const MONDAY = '2026-01-05T18:00Z';
const OUT = {
  ticker: NVDA,
  timeframe: '1h',
  why: 'Yahoo Finance cannot be reached',
  isFinal: false,
} as const;

const down = (): BarsReply => ({
  kind: 'failed',
  source: 'yahoo',
  reason: 'unreachable',
  detail: 'down',
});

const trouble = (lab: KeeperLab) => lab.store.bars.about(NVDA, '1h')?.trouble;

test('a failure keeps what there is, says why, and is over with the next answer', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp({ timeframe: '1h' });
  const before = lab.keeper.read(NVDA, '1h');
  lab.vendor.habits.reply = down;
  lab.now = plus(lab.now, HOUR_MS);
  expect(await lab.topUp({ timeframe: '1h' }, { timeframe: '4h' })).toEqual([
    OUT,
    { ...OUT, timeframe: '4h' },
  ]);
  const since = lab.now;
  expect(lab.keeper.read(NVDA, '1h')).toBe(before);
  expect(trouble(lab)).toEqual({ why: OUT.why, since });
  lab.now = plus(lab.now, MINUTE_MS);
  await lab.topUp({ timeframe: '1h' });
  expect(trouble(lab)).toEqual({ why: OUT.why, since });
  lab.vendor.habits.reply = () => undefined;
  lab.now = plus(lab.now, MINUTE_MS);
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([]);
  expect(trouble(lab)).toBeUndefined();
  expect(lab.keeper.read(NVDA, '1h')?.closesAt.length).toBe((before?.closesAt.length ?? 0) + 1);
});

test('a vendor that fails is not asked again for 30 seconds, and the reason still given', async () => {
  const lab = aKeeper(MONDAY);
  lab.vendor.habits.reply = down;
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([OUT]);
  expect(lab.asked()).toHaveLength(1);
  lab.now = plus(lab.now, 29 * SECOND_MS);
  expect(await lab.topUp({ timeframe: '1h', bars: 2_000 })).toEqual([OUT]);
  expect(lab.asked()).toEqual([]);
  lab.now = plus(lab.now, SECOND_MS);
  await lab.topUp({ timeframe: '1h' });
  expect(lab.asked()).toHaveLength(1);
});

test('who wants no more than there is does not hear that older bars could not be had', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp({ timeframe: '1h' });
  lab.vendor.habits.reply = down;
  expect(await lab.topUp({ timeframe: '1h', bars: 2_000 })).toEqual([OUT]);
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([]);
});

test('a ticker that the vendor does not know will not come by waiting', async () => {
  const lab = aKeeper(MONDAY);
  lab.vendor.habits.reply = () => ({ kind: 'unknown' });
  const fault = { ...OUT, why: 'the price source does not know it', isFinal: true };
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([fault]);
  lab.now = plus(lab.now, 59 * MINUTE_MS);
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([fault]);
  expect(lab.asked()).toHaveLength(1);
  lab.now = plus(lab.now, MINUTE_MS);
  await lab.topUp({ timeframe: '1h' });
  expect(lab.asked()).toHaveLength(1);
});

test('bars that are too old are said to be so once; newer ones come all the same', async () => {
  const lab = aKeeper(MONDAY);
  const limit = Date.parse('2025-12-20');
  const detail = 'Yahoo has 1m bars of the last 15 days only';
  lab.vendor.habits.reply = ({ from }) => (from < limit ? { kind: 'too-old', detail } : undefined);
  const deep = { timeframe: '1m', bars: 7_000 } as const;
  const fault = { ticker: NVDA, timeframe: '1m', why: detail, isFinal: true };
  expect(await lab.topUp(deep)).toEqual([fault]);
  expect(lab.asked()).toEqual(['1m from 2025-12-06', '1m from 2025-12-31']);
  expect(lab.keeper.read(NVDA, '1m')?.bars.openedAt[0]).toBe(Date.parse('2025-12-31T14:30Z'));
  lab.now = plus(lab.now, MINUTE_MS);
  expect(await lab.topUp(deep)).toEqual([]);
  expect(lab.asked()).toEqual(['1m from 2026-01-05 17:53']);
  const other = { ticker: 'AMD' as Ticker, timeframe: '1m' } as const;
  await lab.topUp({ ...other, bars: 10 });
  expect(await lab.topUp({ ...other, bars: 7_000 })).toEqual([{ ...fault, ticker: 'AMD' }]);
  expect(await lab.topUp({ ...other, bars: 7_000 })).toEqual([]);
});

test('a vendor without a single bar is asked now and then', async () => {
  const lab = aKeeper(MONDAY);
  lab.vendor.habits.listedAt = lab.now;
  const fault = { ...OUT, timeframe: '1d', why: 'Yahoo Finance has none' };
  expect(await lab.topUp({})).toEqual([fault]);
  lab.now = plus(lab.now, 14 * MINUTE_MS);
  expect(await lab.topUp({})).toEqual([fault]);
  expect(lab.asked()).toHaveLength(1);
  expect(lab.keeper.read(NVDA, '1d')).toBeUndefined();
  lab.now = instant(Date.parse('2026-01-06T21:10Z'));
  expect(await lab.topUp({})).toEqual([]);
  expect(lab.keeper.read(NVDA, '1d')?.closesAt).toHaveLength(1);
});

test('an answer without bars takes nothing away', async () => {
  const lab = aKeeper(MONDAY);
  await lab.topUp({ timeframe: '1h' });
  const { bars } = lab.keeper.read(NVDA, '1h') ?? expect.fail();
  lab.vendor.habits.reply = () => ({
    kind: 'bars',
    source: 'yahoo',
    bars: barsOf([]),
    actions: [],
    sessionEndsAt: undefined,
  });
  lab.now = plus(lab.now, HOUR_MS);
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([]);
  expect(lab.keeper.read(NVDA, '1h')?.bars).toBe(bars);
});

test('a gap stays a gap, and a correction of the last bars is taken over', async () => {
  const lab = aKeeper(MONDAY);
  const missing = Date.parse('2026-01-05T15:30Z');
  const corrected = Date.parse('2026-01-05T16:30Z');
  const rows = (last: number, close: number): BarsReply => ({
    kind: 'bars',
    source: 'yahoo',
    actions: [],
    sessionEndsAt: undefined,
    bars: barsOf(
      [missing - HOUR_MS, corrected, corrected + HOUR_MS]
        .filter((at) => at <= last)
        .map((at) => ({ at, close: at === corrected ? close : 100, volume: NaN })),
    ),
  });
  lab.vendor.habits.reply = () => rows(corrected, 100);
  await lab.topUp({ timeframe: '1h' });
  lab.vendor.habits.reply = () => rows(corrected + HOUR_MS, 100.3);
  lab.now = plus(lab.now, HOUR_MS);
  await lab.topUp({ timeframe: '1h' });
  const { bars } = lab.keeper.read(NVDA, '1h') ?? expect.fail();
  expect([...bars.openedAt]).toEqual([missing - HOUR_MS, corrected, corrected + HOUR_MS]);
  expect([...bars.close]).toEqual([100, 100.3, 100]);
  expect([...bars.volume]).toEqual([NaN, NaN, NaN]);
});

test('the real provider before a pretend Yahoo: bars, a split, an outage', async () => {
  const quote = aFeedQuote({ time: NOW_S, price: 100, previousClose: 100 });
  const vendor = await startTroubledYahoo([quote]);
  let now = instant((OPEN_S + 2 * HOUR_S + 60) * SECOND_MS);
  const clock = () => now;
  const market = createYahoo(
    { root: vendor.url, limits: { retries: 0, attemptMs: 500 } },
    { clock, elapsed: () => performance.now(), random: () => 0 },
  );
  const { store } = aDatabase();
  const complaints: string[] = [];
  const log = complainingLog(complaints);
  const keeper = createBarKeeper({ store, market, calendar: CALENDAR, clock, log });
  const want = { ticker: quote.symbol as Ticker, market: 'us', timeframe: '1h', bars: 5 } as const;
  const read = () => [...(keeper.read(want.ticker, '1h')?.bars.close ?? [])];
  const hours = (...closes: readonly number[]) =>
    vendor.setBars(
      quote.symbol,
      '1h',
      closes.map((close, i) => aFeedBar(OPEN_S + i * HOUR_S, close)),
    );
  try {
    hours(100, 104, 108);
    expect(await keeper.topUp([want])).toEqual([]);
    expect(read()).toEqual([100, 104]);
    expect(keeper.read(want.ticker, '1h')?.forming?.close).toBe(108);
    vendor.setTrouble('down');
    now = plus(now, HOUR_MS);
    expect(await keeper.topUp([want])).toEqual([expect.objectContaining({ isFinal: false })]);
    expect(read()).toEqual([100, 104]);
    // Its people are told and the scan's run is a failure; the log need not shout as well.
    expect(complaints).toEqual([]);
    vendor.setTrouble('none');
    hours(25, 26, 27, 28);
    const split = { time: OPEN_S + 3 * HOUR_S, numerator: 4, denominator: 1 };
    vendor.setActions(quote.symbol, [{ kind: 'split', ...split }]);
    now = plus(now, MINUTE_MS);
    expect(await keeper.topUp([want])).toEqual([]);
    expect(read()).toEqual([25, 26, 27]);
    expect(keeper.actions(want.ticker)).toMatchObject([{ kind: 'split', numerator: 4 }]);
  } finally {
    await market.close();
    await vendor.close();
  }
});
