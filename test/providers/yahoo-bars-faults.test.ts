import { expect, test, vi } from 'vitest';
import type { YahooRequest } from '../../src/sandbox/vendor-yahoo.ts';
import {
  aFeedBar,
  aFlatBar,
  closesOf,
  DAY_S,
  hoursOf,
  NOW_S,
  OPEN_S,
  startBarsLab,
  timesOf,
} from '../support/vendor-bars.ts';
import { closedAddress } from '../support/vendor-http.ts';
import { reply } from '../support/vendor-yahoo.ts';

const says = (status: number, code: string, description: string) =>
  reply(status, JSON.stringify({ chart: { result: null, error: { code, description } } }));

test.each([
  ['down', 'unreachable'],
  ['rate-limited', 'rate-limited'],
  ['server-error', 'server-error'],
  ['html', 'unreadable'],
  ['empty', 'unreadable'],
  ['truncated', 'unreachable'],
  ['slow', 'timeout'],
] as const)('%s: the bars could not be asked for, as %s', async (trouble, reason) => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', hoursOf(100, 101));
  vendor.setTrouble(trouble);
  expect(await ask('1h', OPEN_S)).toMatchObject({ kind: 'failed', source: 'yahoo', reason });
});

test('nobody listening: the bars could not be asked for', async () => {
  const { ask } = await startBarsLab({ root: await closedAddress() });
  expect(await ask('1h', OPEN_S)).toMatchObject({ kind: 'failed', reason: 'unreachable' });
});

test('a ticker that Yahoo does not know is unknown', async () => {
  const { ask } = await startBarsLab({ feed: { bars: () => undefined } });
  expect(await ask('1d', OPEN_S)).toEqual({ kind: 'unknown' });
});

test('what is said with status 200 is believed all the same', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setFault(() => says(200, 'Not Found', 'No data found, symbol may be delisted'));
  expect(await ask('1d', OPEN_S)).toEqual({ kind: 'unknown' });
});

test('a page that is missing is not a ticker that is unknown', async () => {
  const { vendor, ask } = await startBarsLab();
  for (const body of ['<!doctype html><title>404</title>', '{"finance":{"error":{"code":"x"}}}']) {
    vendor.setFault(() => reply(404, body));
    expect(await ask('1d', OPEN_S)).toMatchObject({ kind: 'failed', reason: 'unreadable' });
  }
});

test.each([
  ['1m', 'Yahoo has 1m bars of the last 30 days only'],
  ['15m', 'Yahoo has 15m bars of the last 60 days only'],
  ['1h', 'Yahoo has 1h bars of the last 730 days only'],
  ['1d', 'Yahoo has no 1d bars of that time'],
] as const)(
  '%s bars that are refused as too old are told so in plain words',
  async (length, detail) => {
    const { vendor, ask } = await startBarsLab();
    vendor.setFault(() => says(422, 'Unprocessable Entity', 'not available for startTime=1'));
    expect(await ask(length, OPEN_S)).toEqual({ kind: 'too-old', detail });
  },
);

test('a stretch without trading has no bars; any other complaint of the kind is a failure', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setFault(() =>
    says(400, 'Bad Request', "Data doesn't exist for startDate = 1, endDate = 2"),
  );
  expect(closesOf(await ask('1m', OPEN_S))).toEqual([]);
  vendor.setFault(() => says(400, 'Bad Request', 'Invalid input - interval=1y is not supported'));
  expect(await ask('1m', OPEN_S)).toMatchObject({ kind: 'failed', reason: 'unreadable' });
});

const BODIES: readonly (readonly [string, string])[] = [
  ['a null result', '{"chart":{"result":null,"error":null}}'],
  ['no chart', '{"quoteResponse":{"result":[]}}'],
  ['a number', '7'],
  ['nothing', ''],
  ['two charts', chartOf({}, 2)],
  ['columns without times', chartOf({ timestamp: undefined })],
  ['more times than prices', chartOf({ timestamp: [OPEN_S, OPEN_S + 60] })],
  ['times that are none', chartOf({ timestamp: ['noon'] })],
  ['a column too few', chartOf({ indicators: { quote: [{ open: [1], high: [1], low: [1] }] } })],
  ['a column too short', chartOf({ indicators: { quote: [{ ...columns(), high: [] }] } })],
  ['no columns', chartOf({ indicators: { quote: [] } })],
  ['a price beyond all numbers', chartOf({}).replace('"high":[2]', '"high":[1e999]')],
  ['another ticker', chartOf({ meta: { symbol: 'AMD' } })],
  ['another length', chartOf({ meta: { symbol: 'NVDA', dataGranularity: '1mo' } })],
];

test.each(BODIES)('a reply with %s cannot be read, and prints nothing', async (_, body) => {
  const printed = (['log', 'error', 'warn', 'dir'] as const).map((way) =>
    vi.spyOn(console, way).mockReturnValue(),
  );
  const { vendor, ask } = await startBarsLab();
  vendor.setFault(() => reply(200, body));
  const failed = await ask('1h', OPEN_S);
  expect(failed).toMatchObject({ kind: 'failed', reason: 'unreadable' });
  expect(JSON.stringify(failed)).not.toMatch(/chart\/|period1|startTime/);
  for (const spy of printed) expect(spy).not.toHaveBeenCalled();
});

test('the reply that those were made from can be read', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setFault(() => reply(200, chartOf({})));
  expect(closesOf(await ask('1h', OPEN_S))).toEqual([1.5]);
});

test('unknown tickers and old wishes do not count as the vendor’s faults', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars('NVDA', '1h', hoursOf(100));
  for (let n = 0; n < 12; n++) {
    const isEven = n % 2 === 0;
    vendor.setFault(() =>
      isEven ? says(404, 'Not Found', '') : says(422, 'Unprocessable Entity', ''),
    );
    await ask('1h', OPEN_S);
  }
  vendor.setFault(() => undefined);
  expect(closesOf(await ask('1h', OPEN_S))).toEqual([100]);
});

test.each([
  ['1m', 30],
  ['5m', 60],
  ['15m', 60],
  ['1h', 730],
] as const)('a wish for %s bars of ten years is cut to what can be had', async (length, days) => {
  const { vendor, ask } = await startBarsLab({ feed: { now: () => NOW_S } });
  const held = [NOW_S - days * DAY_S + 7_200, OPEN_S].map((time) =>
    aFlatBar(time - (time % 60), 100),
  );
  vendor.setBars('NVDA', length, held);
  expect(timesOf(await ask(length, NOW_S - 3_650 * DAY_S))).toHaveLength(2);
  const spans = vendor.requests.map(spanOf);
  for (const { from, to } of spans) expect(to - from).toBeLessThanOrEqual(days * DAY_S);
  expect(Math.min(...spans.map(({ from }) => from))).toBeGreaterThan(NOW_S - days * DAY_S);
});

test('a day’s bars may be wished for from any year, in one request', async () => {
  const { vendor, ask } = await startBarsLab({ feed: { now: () => NOW_S } });
  const since = Date.parse('1950-01-03T14:30:00Z') / 1000;
  expect(closesOf(await ask('1d', since))).toEqual([]);
  expect(vendor.requests.map(spanOf)).toMatchObject([{ from: since }]);
});

test('a month of minutes is asked for by the week, and each bar comes once', async () => {
  const { vendor, ask } = await startBarsLab({ feed: { now: () => NOW_S } });
  const noons = Array.from({ length: 28 }, (_, i) => OPEN_S - (27 - i) * DAY_S);
  vendor.setBars(
    'NVDA',
    '1m',
    noons.map((time, i) => aFeedBar(time, 100 + i)),
  );
  expect(timesOf(await ask('1m', OPEN_S - 28 * DAY_S))).toEqual(noons);
  const spans = vendor.requests.map(spanOf);
  expect(spans).toHaveLength(5);
  for (const { from, to } of spans) expect(to - from).toBeLessThan(7 * DAY_S);
});

test('of minutes that reach too far back the younger are given; a fault among them is one', async () => {
  const { vendor, ask } = await startBarsLab();
  vendor.setBars(
    'NVDA',
    '1m',
    [OPEN_S - 20 * DAY_S, OPEN_S].map((time) => aFlatBar(time, 100)),
  );
  const older = (request: YahooRequest) => spanOf(request).to < OPEN_S;
  vendor.setFault((request) =>
    older(request) ? says(422, 'Unprocessable Entity', '') : undefined,
  );
  expect(timesOf(await ask('1m', OPEN_S - 25 * DAY_S))).toEqual([OPEN_S]);
  vendor.setFault((request) => (older(request) ? reply(502, 'Bad Gateway') : undefined));
  expect(await ask('1m', OPEN_S - 25 * DAY_S)).toMatchObject({
    kind: 'failed',
    reason: 'server-error',
  });
});

function spanOf({ query }: YahooRequest): { from: number; to: number } {
  return { from: Number(query.get('period1')), to: Number(query.get('period2')) };
}

function columns() {
  return { open: [1], high: [2], low: [1], close: [1.5], volume: [9] };
}

/** A good chart of one bar but for the change. */
function chartOf(change: Record<string, unknown>, copies = 1): string {
  const chart = {
    meta: { symbol: 'NVDA', dataGranularity: '1h' },
    timestamp: [OPEN_S],
    indicators: { quote: [columns()] },
    ...change,
  };
  return JSON.stringify({
    chart: { result: Array.from({ length: copies }, () => chart), error: null },
  });
}
