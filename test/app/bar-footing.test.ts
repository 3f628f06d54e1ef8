import { describe, expect, test } from 'vitest';
import { isApart, isRefooted, newsOf } from '../../src/app/bar-footing.ts';
import type { CorporateAction } from '../../src/core/market.ts';
import { DAY_MS, HOUR_MS, instant, plus } from '../../src/core/time.ts';
import type { FetchedTimeframe } from '../../src/core/timeframe.ts';
import { aKeeper, NVDA, priceAt, type KeeperLab } from '../support/bar-vendor.ts';
import { barsOf } from '../support/bars.ts';

const SPLIT_AT = instant(Date.parse('2026-01-06T14:30Z'));
const SPLIT = { kind: 'split', at: SPLIT_AT, numerator: 4, denominator: 1 } as const;
const LENGTHS = ['1d', '1h', '15m'] as const;

const down = () =>
  ({ kind: 'failed', source: 'yahoo', reason: 'unreachable', detail: 'down' }) as const;

/** Three lengths of bars, kept on the old footing; the split takes place an hour ago. */
async function aSplit(tells = true): Promise<KeeperLab> {
  const lab = aKeeper('2026-01-05T21:10Z');
  await lab.topUp(...LENGTHS.map((timeframe) => ({ timeframe })));
  lab.asked();
  lab.vendor.habits.tells = tells;
  lab.vendor.actions.push(SPLIT);
  lab.now = plus(SPLIT_AT, HOUR_MS + 20_000);
  return lab;
}

/** By how much the closes before the split are divided: one number when all of a series stand on one footing. */
function footings(lab: KeeperLab, timeframe: FetchedTimeframe): readonly number[] {
  const { openedAt, close } = lab.keeper.read(NVDA, timeframe)?.bars ?? barsOf([]);
  const by = [...openedAt].map((at, i) => priceAt(at) / (close[i] ?? NaN));
  const since = openedAt.findIndex((at) => at >= SPLIT_AT);
  for (const one of since < 0 ? [] : by.slice(since)) expect(one).toBeCloseTo(1);
  return [...new Set(by.slice(0, since < 0 ? undefined : since).map((one) => Math.round(one)))];
}

test.each([
  ['is told', true],
  ['shows only in the prices', false],
])('a split that %s puts every length on the new footing at once', async (_how, tells) => {
  const lab = await aSplit(tells);
  for (const timeframe of LENGTHS) expect(footings(lab, timeframe)).toEqual([1]);
  expect(await lab.topUp({ timeframe: '1h' })).toEqual([]);
  expect(lab.asked()).toEqual([
    '1h from 2026-01-05 15:30',
    '1d from 2024-12-01',
    '1h from 2025-09-07',
    '15m from 2025-12-06',
  ]);
  for (const timeframe of LENGTHS) expect(footings(lab, timeframe)).toEqual([4]);
  expect(lab.keeper.actions(NVDA)).toEqual(tells ? [SPLIT] : []);
});

test('when a request fails midway, what is missing on the new footing is not served, and comes later', async () => {
  const lab = await aSplit();
  lab.vendor.habits.reply = ({ timeframe }) => (timeframe === '1d' ? down() : undefined);
  const faults = await lab.topUp({ timeframe: '1h' }, { timeframe: '1w' });
  expect(faults).toEqual([
    { ticker: NVDA, timeframe: '1w', why: 'Yahoo Finance cannot be reached', isFinal: false },
  ]);
  expect(footings(lab, '1h')).toEqual([4]);
  expect(footings(lab, '15m')).toEqual([4]);
  expect(lab.keeper.read(NVDA, '1d')).toBeUndefined();
  expect(lab.keeper.read(NVDA, '1w')).toBeUndefined();
  expect(lab.restarted().read(NVDA, '1d')).toBeUndefined();
  expect(lab.restarted().read(NVDA, '1h')).toBeDefined();
  lab.vendor.habits.reply = () => undefined;
  lab.now = plus(lab.now, 31_000);
  lab.asked();
  expect(await lab.topUp({ timeframe: '1w', bars: 20 })).toEqual([]);
  expect(lab.asked()).toEqual(['1d from 2024-12-01']);
  expect(footings(lab, '1d')).toEqual([4]);
});

test('when the vendor is down from the split on, nothing of the old footing is served', async () => {
  const lab = await aSplit();
  lab.vendor.habits.reply = ({ from }) => (from < SPLIT_AT - 20 * DAY_MS ? down() : undefined);
  await lab.topUp({ timeframe: '1h' });
  for (const timeframe of LENGTHS) expect(lab.keeper.read(NVDA, timeframe)).toBeUndefined();
  expect(lab.store.actions.unapplied()).toEqual([{ ticker: NVDA, split: SPLIT, seenAt: lab.now }]);
  lab.vendor.habits.reply = () => undefined;
  lab.now = plus(lab.now, 31_000);
  await lab.topUp(...LENGTHS.map((timeframe) => ({ timeframe })));
  for (const timeframe of LENGTHS) expect(footings(lab, timeframe)).toEqual([4]);
});

test('a split that is seen on a first request puts the other lengths on its footing', async () => {
  const lab = aKeeper('2026-01-05T21:10Z');
  await lab.topUp({ timeframe: '1h' });
  lab.vendor.actions.push(SPLIT);
  lab.now = plus(SPLIT_AT, HOUR_MS + 20_000);
  lab.asked();
  await lab.topUp({ timeframe: '1d' });
  expect(lab.asked()).toEqual(['1d from 2024-12-02', '1h from 2025-09-07']);
  expect(footings(lab, '1h')).toEqual([4]);
  expect(footings(lab, '1d')).toEqual([4]);
});

test('a split before all that is kept changes nothing', async () => {
  const lab = aKeeper('2026-01-07T21:10Z');
  lab.vendor.actions.push({ ...SPLIT, at: instant(Date.parse('2022-01-06T14:30Z')) });
  await lab.topUp({ timeframe: '1h' }, { timeframe: '1d' });
  lab.asked();
  await lab.topUp({ timeframe: '1d', bars: 2_000 });
  expect(lab.asked()).toEqual(['1d from 2017-12-13']);
  expect(lab.keeper.actions(NVDA)).toHaveLength(1);
  expect(lab.keeper.read(NVDA, '1h')).toBeDefined();
});

test('dividends are kept, once', async () => {
  const lab = aKeeper('2026-01-05T21:10Z');
  const dividend = {
    kind: 'dividend',
    at: instant(Date.parse('2025-12-04T14:30Z')),
    amount: 0.01,
  } as const;
  lab.vendor.actions.push(dividend);
  await lab.topUp({ timeframe: '1d' });
  lab.vendor.actions.splice(0, 1, { ...dividend, at: plus(dividend.at, -HOUR_MS) });
  await lab.topUp({ timeframe: '1h' });
  expect(lab.keeper.actions(NVDA)).toEqual([dividend]);
});

test('after a long silence that the vendor does not cover, the series begins anew', async () => {
  const lab = aKeeper('2025-10-06T21:10Z');
  await lab.topUp({ timeframe: '1m' });
  lab.vendor.habits.listedAt = Date.parse('2025-12-20T00:00Z');
  lab.now = instant(Date.parse('2026-01-05T21:10Z'));
  lab.asked();
  expect(await lab.topUp({ timeframe: '1m' })).toEqual([]);
  expect(lab.asked()).toEqual(['1m from 2025-10-06 19:54', '1m from 2025-12-06']);
  expect(lab.keeper.read(NVDA, '1m')?.bars.openedAt[0]).toBe(Date.parse('2025-12-22T14:30Z'));
});

const closes = (...list: readonly number[]) =>
  barsOf(list.map((close, n) => ({ at: n * DAY_MS, close })));

test.each([
  ['the same', closes(10, 20, 30), closes(10, 20, 30), false],
  ['one correction', closes(10, 20, 30), closes(10, 20, 30.9), false],
  ['all corrected, each its own way', closes(10, 20, 30, 40), closes(10.1, 20.6, 30, 40), false],
  ['4 for 1', closes(10, 20, 30), closes(2.5, 5, 7.5), true],
  ['1 for 10, coarsely rounded', closes(0.01, 0.02, 0.03), closes(0.1, 0.21, 0.3), true],
  ['a stock dividend of 5 %', closes(105, 210, 315), closes(100, 200, 300), true],
  ['a spin-off of 1 %', closes(100, 200, 300), closes(99, 198, 297), true],
  ['1 % on two bars only', closes(100, 200), closes(99, 198), false],
  ['4 for 1 on a single bar', closes(100), closes(25), true],
  ['4 for 1, not adjusted after it', closes(100, 100, 25), closes(25, 25, 25), true],
  ['no bar in common', closes(), closes(1, 2, 3), false],
])('%s: another footing or not', (...[, stored, fresh, expected]) => {
  expect(isRefooted(stored, fresh)).toBe(expected);
});

test('bars are apart when none of the old ones is told again', () => {
  const stored = barsOf([{ at: 1 }, { at: 2 }]);
  expect(isApart(stored, barsOf([{ at: 3 }]))).toBe(true);
  expect(isApart(stored, barsOf([{ at: 2 }, { at: 3 }]))).toBe(false);
  expect(isApart(stored, barsOf([]))).toBe(false);
  expect(isApart(barsOf([]), barsOf([{ at: 3 }]))).toBe(false);
});

test('the same event is one event although its hour differs; a split ahead is not news', () => {
  const dividend = { kind: 'dividend', at: plus(SPLIT_AT, 10 * DAY_MS), amount: 1 } as const;
  const known: readonly CorporateAction[] = [SPLIT, dividend];
  const later = plus(SPLIT_AT, 90 * DAY_MS);
  const shifted = known.map((one) => ({ ...one, at: plus(one.at, -6 * HOUR_MS) }));
  expect(newsOf(known, shifted, later)).toEqual([]);
  expect(newsOf(known, [{ ...dividend, at: SPLIT_AT }], later)).toHaveLength(1);
  expect(newsOf(known, [{ ...SPLIT, numerator: 2 }], later)).toHaveLength(1);
  const corrected = { ...dividend, at: plus(dividend.at, HOUR_MS), amount: 2 };
  expect(newsOf(known, [corrected], later)).toEqual([{ ...corrected, at: dividend.at }]);
  const twenty = { ...SPLIT, at: plus(SPLIT_AT, -6 * HOUR_MS), numerator: 20 };
  expect(newsOf(known, [twenty], later)).toEqual([{ ...twenty, at: SPLIT_AT }]);
  expect(newsOf([], known, plus(SPLIT_AT, -1))).toEqual([dividend]);
  expect(newsOf([], known, SPLIT_AT)).toEqual(known);
});

describe('asked for by themselves', () => {
  const from = plus(SPLIT_AT, -10 * DAY_MS);

  test('a split is kept, and every length put on its footing', async () => {
    const lab = await aSplit();
    expect(await lab.keeper.checkActions(NVDA, from)).toBe(true);
    expect(lab.asked()).toEqual([
      '1d from 2025-12-27 14:30',
      '1d from 2024-12-01',
      '1h from 2025-09-07',
      '15m from 2025-12-06',
    ]);
    for (const timeframe of LENGTHS) expect(footings(lab, timeframe)).toEqual([4]);
    expect(lab.store.actions.unapplied()).toHaveLength(1);
    expect(await lab.keeper.checkActions(NVDA, from)).toBe(true);
    expect(lab.asked()).toHaveLength(1);
    expect(lab.store.actions.unapplied()).toHaveLength(1);
  });

  test('without any, nothing that is kept is touched', async () => {
    const lab = await aSplit(false);
    expect(await lab.keeper.checkActions(NVDA, from)).toBe(true);
    expect(lab.asked()).toHaveLength(1);
    expect(footings(lab, '1d')).toEqual([1]);
  });

  test('of a ticker that no bars are kept of, they are kept alone', async () => {
    const lab = aKeeper('2026-01-06T16:10Z');
    lab.vendor.actions.push(SPLIT);
    expect(await lab.keeper.checkActions(NVDA, from)).toBe(true);
    expect(lab.keeper.actions(NVDA)).toEqual([SPLIT]);
    expect(lab.keeper.read(NVDA, '1d')).toBeUndefined();
  });

  test('“could not ask” is no answer', async () => {
    const lab = await aSplit();
    lab.vendor.habits.reply = down;
    expect(await lab.keeper.checkActions(NVDA, from)).toBe(false);
    lab.vendor.habits.reply = () => ({ kind: 'unknown' });
    expect(await lab.keeper.checkActions(NVDA, from)).toBe(false);
    expect(footings(lab, '1d')).toEqual([1]);
  });
});
