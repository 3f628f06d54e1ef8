import { expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import {
  aFeedBar,
  aFlatBar,
  CLOSE_S,
  closesOf,
  DAY_S,
  HOUR_S,
  hoursOf,
  NOW_S,
  OPEN_S,
  startBarsLab,
  timesOf,
  withBars,
} from '../support/vendor-bars.ts';

const at = (epochS: number) => instant(epochS * 1000);

test('bars come as columns, oldest first, with what the vendor tells beside them', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', hoursOf(100, 101, 102, 103));
  vendor.setActions('NVDA', [{ kind: 'dividend', time: OPEN_S, amount: 0.25 }]);
  const reply = withBars(await ask('1h', OPEN_S));
  expect(reply).toMatchObject({
    source: 'yahoo',
    actions: [{ kind: 'dividend', at: at(OPEN_S), amount: 0.25 }],
    sessionEndsAt: at(CLOSE_S),
  });
  const row = (i: number) => Object.values(reply.bars).map((column) => column[i]);
  expect(row(0)).toEqual([OPEN_S * 1000, 99, 101, 98, 100, 1_000]);
  expect(row(3)).toEqual([(OPEN_S + 3 * HOUR_S) * 1000, 102, 104, 101, 103, 1_000]);
  expect(reply.bars.close).toBeInstanceOf(Float64Array);
});

test('regular hours are asked for, from the wish until now, in the vendor’s spelling', async () => {
  const { vendor, ask } = await startBarsLab({ quote: { symbol: 'BRK-B' } });
  vendor.setBars('BRK-B', '1d', [aFeedBar(OPEN_S, 500)]);
  expect(closesOf(await ask('1d', OPEN_S - 30 * DAY_S))).toEqual([500]);
  const { path, query } = vendor.requests[0] ?? expect.fail();
  expect(path).toBe('/v8/finance/chart/BRK-B');
  expect(query.get('interval')).toBe('1d');
  expect(query.get('includePrePost')).toBe('false');
  expect(Number(query.get('period1'))).toBe(OPEN_S - 30 * DAY_S);
  expect(Number(query.get('period2'))).toBeGreaterThanOrEqual(NOW_S);
  expect(vendor.count('/getcrumb')).toBe(0);
});

test('a bar that opened before the wished moment is not given, though the vendor sends it', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', hoursOf(100, 101, 102).slice(1));
  vendor.setChart((result) => ({ ...result, timestamp: [OPEN_S, OPEN_S + HOUR_S] }));
  expect(timesOf(await ask('1h', OPEN_S + HOUR_S))).toEqual([OPEN_S + HOUR_S]);
});

test('London pence stay pence', async () => {
  const { vendor, ask } = await startBarsLab({
    quote: { symbol: 'VOD.L', exchange: 'LSE', currency: 'GBp' },
  });
  vendor.setBars('VOD.L', '1d', [aFeedBar(Date.parse('2025-02-20T08:00:00Z') / 1000, 71.3)]);
  const reply = withBars(await ask('1d', OPEN_S - DAY_S));
  expect(closesOf(reply)).toEqual([71.3]);
  expect(reply.sessionEndsAt).toBe(Date.parse('2025-02-20T16:30:00Z'));
});

test('a day around the clock ends at midnight, although Yahoo says 23:59', async () => {
  const { vendor, ask } = await startBarsLab({
    quote: { symbol: 'BTC-USD', quoteType: 'CRYPTOCURRENCY', exchange: 'CCC' },
  });
  vendor.setBars('BTC-USD', '1d', [aFeedBar(Date.parse('2025-02-20T00:00:00Z') / 1000, 97_000)]);
  const reply = withBars(await ask('1d', OPEN_S - DAY_S));
  expect(reply.sessionEndsAt).toBe(Date.parse('2025-02-21T00:00:00Z'));
});

test('the end of a session that is not the last bar’s is not told', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S - DAY_S, 100)]);
  expect(withBars(await ask('1d', OPEN_S - 9 * DAY_S)).sessionEndsAt).toBeUndefined();
});

test('hours of earlier days are read where the vendor lists them', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', [aFeedBar(OPEN_S - DAY_S, 100)]);
  for (const listed of [
    [[{ start: OPEN_S - DAY_S, end: CLOSE_S - DAY_S }]],
    { regular: [[{ start: OPEN_S - DAY_S, end: CLOSE_S - DAY_S }]], pre: [] },
  ]) {
    vendor.setChart(({ meta, ...rest }) => ({
      ...rest,
      meta: { ...Object(meta), tradingPeriods: listed },
    }));
    expect(withBars(await ask('1h', OPEN_S - 2 * DAY_S)).sessionEndsAt).toBe(
      (CLOSE_S - DAY_S) * 1000,
    );
  }
});

test.each([
  ['a close', { close: NaN }],
  ['an open', { open: NaN }],
  ['a high', { high: NaN }],
  ['a low', { low: NaN }],
  ['an open that is more than nothing', { open: 0 }],
  ['a low above nothing', { low: -3 }],
  ['a close below its high', { close: 109 }],
  ['a close above its low', { close: 90 }],
  ['an open within its range', { open: 120 }],
  ['a high above its low', { high: 97, low: 108 }],
  ['one unit for all its prices', { low: 1.02 }],
])('a row without %s is left out, and its neighbours stay', async (_, spoilt) => {
  const { vendor, ask } = await startBarsLab();
  const [a, b, c] = hoursOf(100, 102, 104);
  if (!a || !b || !c) return expect.fail();
  vendor.setBars('NVDA', '1h', [a, { ...b, ...spoilt }, c]);
  expect(closesOf(await ask('1h', OPEN_S))).toEqual([100, 104]);
});

test('a range that misses its own close by rounding alone is widened to it', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', [aFeedBar(OPEN_S, 100, { high: 99.999_999 })]);
  expect(withBars(await ask('1h', OPEN_S)).bars.high[0]).toBe(100);
});

test('a volume that is missing or negative is NaN, and the row stays', async () => {
  const { vendor, ask } = await startBarsLab();
  const [a, b, c] = hoursOf(100, 101, 102);
  if (!a || !b || !c) return expect.fail();
  vendor.setBars('NVDA', '1h', [
    { ...a, volume: NaN },
    { ...b, volume: -1 },
    { ...c, volume: 0 },
  ]);
  expect([...withBars(await ask('1h', OPEN_S)).bars.volume]).toEqual([NaN, NaN, 0]);
});

test('words among the prices are missing prices', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', hoursOf(100, 101));
  vendor.setChart((result) => ({
    ...result,
    indicators: {
      quote: [{ open: [99, 100], high: [101, 102], low: [98, 99], close: ['n/a', 101] }],
    },
  }));
  const { bars } = withBars(await ask('1h', OPEN_S));
  expect([[...bars.close], [...bars.volume]]).toEqual([[101], [NaN]]);
});

test('unordered and repeated rows come ordered and once, the later one counting', async () => {
  const { vendor, ask } = await startBarsLab();
  const [a, b, c] = hoursOf(100, 101, 102);
  if (!a || !b || !c) return expect.fail();
  vendor.setBars('NVDA', '1h', [c, a, b, aFeedBar(b.time, 107)]);
  const reply = await ask('1h', OPEN_S);
  expect([timesOf(reply), closesOf(reply)]).toEqual([
    [OPEN_S, OPEN_S + HOUR_S, OPEN_S + 2 * HOUR_S],
    [100, 107, 102],
  ]);
  expect(withBars(reply).bars.low[1]).toBe(105);
});

test('a row from the future is left out', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', hoursOf(100, 101));
  vendor.setChart((result) => ({ ...result, timestamp: [OPEN_S, NOW_S + 3 * HOUR_S] }));
  expect(timesOf(await ask('1h', OPEN_S))).toEqual([OPEN_S]);
});

test('the price of this moment belongs to the bar in whose time it lies', async () => {
  const { vendor, ask } = await startBarsLab();
  const live = { open: 110, high: 110, low: 110, close: 110, volume: 0 };
  vendor.setBars('NVDA', '1h', [...hoursOf(100, 101, 102, 103), { time: NOW_S, ...live }]);
  const { bars } = withBars(await ask('1h', OPEN_S));
  expect(bars.openedAt).toHaveLength(4);
  expect([bars.open[3], bars.high[3], bars.low[3], bars.close[3], bars.volume[3]]).toEqual([
    102, 110, 101, 110, 1_000,
  ]);
});

test('the day in progress is one bar, whether told once or twice', async () => {
  const { vendor, ask } = await startBarsLab();
  const live = aFeedBar(NOW_S, 108, { volume: 2_000 });
  vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S - DAY_S, 100), aFeedBar(OPEN_S, 105), live]);
  const twice = withBars(await ask('1d', OPEN_S - 5 * DAY_S));
  expect([timesOf(twice), closesOf(twice), twice.bars.volume[1]]).toEqual([
    [OPEN_S - DAY_S, OPEN_S],
    [100, 108],
    2_000,
  ]);
  vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S - DAY_S, 100), live]);
  const once = withBars(await ask('1d', OPEN_S - 5 * DAY_S));
  expect([timesOf(once), closesOf(once)]).toEqual([
    [OPEN_S - DAY_S, OPEN_S],
    [100, 108],
  ]);
  expect(once.sessionEndsAt).toBe(CLOSE_S * 1000);
});

test('a bar known only by its live row opens where its time begins', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', [aFeedBar(OPEN_S, 100), aFeedBar(OPEN_S + 3 * HOUR_S + 61, 103)]);
  expect(timesOf(await ask('1h', OPEN_S))).toEqual([OPEN_S, OPEN_S + 3 * HOUR_S]);
});

test('a session that begins anew after lunch keeps its own hours', async () => {
  const { vendor, ask } = await startBarsLab();
  const afterLunch = OPEN_S + 2.5 * HOUR_S;
  vendor.setBars('NVDA', '1h', [aFeedBar(OPEN_S, 100), aFeedBar(afterLunch, 101)]);
  expect(timesOf(await ask('1h', OPEN_S))).toEqual([OPEN_S, afterLunch]);
});

test('the closing print is part of the last bar', async () => {
  const { vendor, ask } = await startBarsLab({ quote: { time: CLOSE_S }, now: CLOSE_S + 600 });
  vendor.setBars('NVDA', '1m', [
    aFeedBar(CLOSE_S - 120, 100),
    aFeedBar(CLOSE_S - 60, 101),
    aFeedBar(CLOSE_S, 104, { open: 104, high: 104, low: 104 }),
  ]);
  const reply = await ask('1m', OPEN_S);
  expect([timesOf(reply), closesOf(reply)]).toEqual([
    [CLOSE_S - 120, CLOSE_S - 60],
    [100, 104],
  ]);
});

test('days that are 23 hours apart are two days', async () => {
  const spring = Date.parse('2025-03-29T00:00:00Z') / 1000;
  const { vendor, ask } = await startBarsLab({
    quote: { symbol: 'EURUSD=X', quoteType: 'CURRENCY', exchange: 'CCY' },
    now: spring + 5 * DAY_S,
  });
  // London's clocks go forward on 30 March: that day is an hour short.
  const days = [spring, spring + DAY_S, spring + 2 * DAY_S - HOUR_S];
  vendor.setBars(
    'EURUSD=X',
    '1d',
    days.map((time) => aFeedBar(time, 3)),
  );
  expect(timesOf(await ask('1d', spring))).toEqual(days);
});

test.each([
  ['one row in pounds', [100, 101, 1.02, 103, 104], [100, 101, 103, 104]],
  ['a week in the other unit', [1, 1.1, 110, 111, 112, 1.1, 1.2], [1, 1.1, 1.1, 1.2]],
  ['one spike of a thousand times', [100, 100_000, 101], [100, 101]],
])('%s is left out', async (_, given, kept) => {
  const { vendor, ask } = await startBarsLab({
    quote: { price: given.at(-1) ?? 0, previousClose: given[0] },
  });
  vendor.setBars(
    'NVDA',
    '1d',
    given.map((close, i) => aFlatBar(OPEN_S + (i - 10) * DAY_S, close)),
  );
  expect(closesOf(await ask('1d', OPEN_S - 20 * DAY_S))).toEqual(kept);
});

test('a first row a hundred times too high is left out when the close before it says otherwise', async () => {
  const { vendor, ask } = await startBarsLab({ quote: { price: 102, previousClose: 100 } });
  const given = [10_000, 101, 102].map((close, i) => aFlatBar(OPEN_S + (i - 3) * DAY_S, close));
  vendor.setBars('NVDA', '1d', given);
  expect(closesOf(await ask('1d', OPEN_S - 20 * DAY_S))).toEqual([101, 102]);
});

test('a last row a hundred times too high is left out when the quote says otherwise', async () => {
  const { vendor, ask } = await startBarsLab({ quote: { price: 102, previousClose: 100 } });
  const given = [100, 101, 10_200].map((close, i) => aFlatBar(OPEN_S + (i - 3) * DAY_S, close));
  vendor.setBars('NVDA', '1d', given);
  expect(closesOf(await ask('1d', OPEN_S - 20 * DAY_S))).toEqual([100, 101]);
});

test('a series that changes its footing for good is handed on whole', async () => {
  const { vendor, ask } = await startBarsLab({ quote: { price: 1.03, previousClose: 100 } });
  const given = [100, 101, 102, 1.02, 1.03].map((close, i) =>
    aFlatBar(OPEN_S + (i - 9) * DAY_S, close),
  );
  vendor.setBars('NVDA', '1d', given);
  expect(closesOf(await ask('1d', OPEN_S - 20 * DAY_S))).toEqual([100, 101, 102, 1.02, 1.03]);
});

test('a series that changes its footing twice, and not back, is handed on whole', async () => {
  const { vendor, ask } = await startBarsLab({ quote: { price: 11_100, previousClose: 1 } });
  const given = [1, 1.1, 1.2, 110, 11_000, 11_100];
  vendor.setBars(
    'NVDA',
    '1d',
    given.map((close, i) => aFlatBar(OPEN_S + (i - 9) * DAY_S, close)),
  );
  expect(closesOf(await ask('1d', OPEN_S - 20 * DAY_S))).toEqual(given);
});

test('splits and dividends come in order; absurd ones and repetitions do not', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S - DAY_S, 100), aFeedBar(OPEN_S, 101)]);
  vendor.setActions('NVDA', [
    { kind: 'dividend', time: OPEN_S, amount: 0.1 },
    { kind: 'dividend', time: OPEN_S - 2 * DAY_S, amount: 0 },
    { kind: 'dividend', time: OPEN_S - 3 * DAY_S, amount: -1 },
    { kind: 'split', time: OPEN_S - DAY_S, numerator: 10, denominator: 1 },
    { kind: 'split', time: OPEN_S - 4 * DAY_S, numerator: 0, denominator: 1 },
    { kind: 'split', time: OPEN_S - 5 * DAY_S, numerator: 1, denominator: 0 },
    { kind: 'split', time: OPEN_S - 90 * DAY_S, numerator: 4, denominator: 1 },
  ]);
  expect(withBars(await ask('1d', OPEN_S - 30 * DAY_S)).actions).toEqual([
    { kind: 'split', at: at(OPEN_S - DAY_S), numerator: 10, denominator: 1 },
    { kind: 'dividend', at: at(OPEN_S), amount: 0.1 },
  ]);
});

test('events that are no events, or older ones, hide neither bars nor other events', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S, 101)]);
  const dividends = {
    1: { amount: 'much', date: OPEN_S },
    2: { amount: 2, date: OPEN_S },
    3: { amount: 3, date: OPEN_S - 9 * DAY_S },
  };
  for (const [events, count] of [
    [{ dividends, splits: null }, 1],
    ['none', 0],
  ] as const) {
    vendor.setChart((result) => ({ ...result, events }));
    const { bars, actions } = withBars(await ask('1d', OPEN_S - DAY_S));
    expect([bars.close.length, actions.length]).toEqual([1, count]);
  }
});

test('a null currency spoils nothing', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S, 101)]);
  vendor.setChart(({ meta, ...rest }) => ({ ...rest, meta: { ...Object(meta), currency: null } }));
  expect(closesOf(await ask('1d', OPEN_S - DAY_S))).toEqual([101]);
});

test.each([{}, { meta: {} }, { meta: { currentTradingPeriod: 'soon', tradingPeriods: 7 } }])(
  'what is said beside the bars may be missing or odd: %j',
  async (odd) => {
    const { vendor, ask } = await startBarsLab();
    vendor.setBars('NVDA', '1d', [aFeedBar(OPEN_S, 101)]);
    vendor.setChart((result) => ({ ...result, meta: {}, ...odd }));
    expect(closesOf(await ask('1d', OPEN_S - DAY_S))).toEqual([101]);
  },
);

test('bars of before 1970 are bars', async () => {
  const { vendor, ask } = await startBarsLab();
  const old = [-2 * DAY_S, -DAY_S, 0];
  vendor.setBars(
    'NVDA',
    '1d',
    old.map((time) => aFlatBar(time, 100)),
  );
  expect(timesOf(await ask('1d', -9 * DAY_S))).toEqual(old);
});

test('no times at all are no bars', async () => {
  const { ask } = await startBarsLab();
  const reply = withBars(await ask('1d', OPEN_S));
  expect([reply.bars.openedAt.length, reply.actions, reply.sessionEndsAt]).toEqual([
    0,
    [],
    undefined,
  ]);
});

test('a moment ahead is not asked about', async () => {
  const { vendor, ask } = await startBarsLab();
  expect(closesOf(await ask('1d', NOW_S + DAY_S))).toEqual([]);
  expect(vendor.requests).toEqual([]);
});
