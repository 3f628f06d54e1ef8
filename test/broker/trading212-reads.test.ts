import { describe, expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import type { Broker } from '../../src/core/ports/broker.ts';
import { scripted } from '../support/broker-script.ts';
import { closedAddress } from '../support/vendor-http.ts';

const ORDER = {
  id: 18_700_323_982,
  ticker: 'AAPL_US_EQ',
  type: 'LIMIT',
  status: 'NEW',
  side: 'SELL',
  strategy: 'QUANTITY',
  quantity: -2.5,
  filledQuantity: 0,
  filledValue: null,
  value: null,
  limitPrice: 100.23,
  stopPrice: null,
  initiatedFrom: 'IOS',
  currency: 'GBP',
  createdAt: '2026-03-02T15:04:05.000Z',
  instrument: { ticker: 'AAPL_US_EQ', currency: 'USD', name: 'Apple', isin: 'US0378331005' },
};

const READS: Readonly<Record<string, (broker: Broker) => Promise<{ readonly kind: string }>>> = {
  'account/summary': (broker) => broker.summary(),
  positions: (broker) => broker.positions(),
  orders: (broker) => broker.pending(),
  'orders/7': (broker) => broker.order('7'),
  'history/orders': (broker) => broker.history({ since: instant(0) }),
};

const FAULTS: readonly (readonly [unknown, string, string])[] = [
  [401, 'unauthorized', 'does not accept this key'],
  [403, 'scope', 'permission'],
  [408, 'timeout', 'took too long'],
  [429, 'rate-limited', 'may not be asked again yet'],
  [500, 'unavailable', 'trouble of its own'],
  [502, 'unavailable', 'trouble of its own'],
  [302, 'payload', 'answered 302'],
  [400, 'payload', 'answered 400'],
  ['', 'payload', 'answered nothing'],
  ['<html>maintenance</html>', 'payload', 'not JSON'],
  ['{"a":1,"a":2}', 'payload', 'not JSON'],
  ['7', 'payload', 'cannot be read'],
];

describe.each(Object.entries(READS))('reading %s', (place, read) => {
  test.each(FAULTS)('%j is told as what it is', async (answer, fault, words) => {
    const { broker } = await scripted({ [place]: answer });
    expect(await read(broker)).toMatchObject({
      kind: 'failed',
      fault,
      detail: expect.stringContaining(words),
    });
  });
});

test.each([
  ['positions', 'portfolio'],
  ['orders', 'orders:read'],
  ['history/orders', 'history:orders'],
  ['account/summary', 'account'],
])('a key that may not read %s is told which permission is missing', async (place, scope) => {
  const { broker } = await scripted({ [place]: 403 });
  expect(await READS[place]?.(broker)).toMatchObject({
    detail: `this key may not do that: the permission ${scope} is missing`,
  });
});

test('a broker that cannot be reached is a fault and not an empty account', async () => {
  const bases = { demo: `${await closedAddress()}/api`, live: 'http://127.0.0.1:1' };
  const { broker } = await scripted({}, { deps: { bases } });
  expect(await broker.positions()).toEqual({
    kind: 'failed',
    fault: 'network',
    detail: 'it cannot be reached',
  });
});

test('an account that was closed here answers at once', async () => {
  const { broker } = await scripted({ positions: [] });
  broker.close();
  expect(await broker.positions()).toMatchObject({ kind: 'failed', fault: 'network' });
  expect(await broker.sell({ symbol: 'AAPL_US_EQ', quantity: 1 })).toMatchObject({
    kind: 'rejected',
  });
});

describe('orders that wait', () => {
  async function pending(...rows: readonly unknown[]) {
    return (await scripted({ orders: rows })).broker.pending();
  }

  test('are read with positive quantities and prices of the instrument', async () => {
    expect(await pending(ORDER)).toMatchObject({
      kind: 'ok',
      value: [
        {
          id: '18700323982',
          symbol: 'AAPL_US_EQ',
          side: 'sell',
          kind: 'limit',
          status: 'pending',
          quantity: 2.5,
          filled: 0,
          limitPrice: 100.23,
          stopPrice: undefined,
          currency: 'USD',
          initiatedFrom: 'IOS',
          createdAt: Date.parse('2026-03-02T15:04:05.000Z'),
        },
      ],
    });
  });

  test('of pence have prices in pounds', async () => {
    const instrument = { ticker: 'IITU_EQ', currency: 'GBX' };
    const row = {
      ...ORDER,
      ticker: 'IITU_EQ',
      instrument,
      type: 'STOP',
      limitPrice: null,
      stopPrice: 2_050,
    };
    const value = [{ kind: 'stop', stopPrice: 20.5, currency: 'GBP' }];
    expect(await pending(row)).toMatchObject({ value });
    // The legacy row names no currency; the list of instruments does.
    const { instrument: _none, side: _side, ...legacy } = row;
    expect(await pending({ ...legacy, creationTime: '2026-03-02T15:04:05.000Z' })).toMatchObject({
      value: [{ ...value[0], side: 'sell' }],
    });
  });

  test.each([
    ['LOCAL', 'pending'],
    ['UNCONFIRMED', 'pending'],
    ['CONFIRMED', 'pending'],
    ['NEW', 'pending'],
    ['CANCELLING', 'pending'],
    ['REPLACING', 'pending'],
    ['PARTIALLY_FILLED', 'partially-filled'],
    ['FILLED', 'filled'],
    ['CANCELLED', 'cancelled'],
    ['REPLACED', 'cancelled'],
    ['REJECTED', 'rejected'],
    ['PONDERING', 'unclear'],
    ['', 'unclear'],
  ])('in the state %j are %s', async (word, status) => {
    expect(await pending({ ...ORDER, status: word })).toMatchObject({ value: [{ status }] });
  });

  test('of a kind that nobody knows are told by the prices that they wait for', async () => {
    const stop = { ...ORDER, type: 'TRAILING', limitPrice: null, stopPrice: 90 };
    const bare = { ...ORDER, type: 'TRAILING', limitPrice: null };
    expect(await pending(stop, { ...bare, id: 2 })).toMatchObject({
      value: [{ kind: 'stop' }, { kind: 'market' }],
    });
  });

  test('that come twice are one', async () => {
    expect(await pending(ORDER, ORDER)).toMatchObject({ value: [{ id: '18700323982' }] });
    const answer = await pending(ORDER, ORDER);
    expect(answer.kind === 'ok' && answer.value.length).toBe(1);
  });

  test('of which one cannot be read are not read at all', async () => {
    expect(await pending(ORDER, { id: 2 })).toMatchObject({ kind: 'failed', fault: 'payload' });
  });
});

describe('orders that have ended', () => {
  const FILL = {
    id: 1,
    price: 226.43,
    quantity: -1,
    type: 'TRADE',
    filledAt: '2026-03-02T15:04:06.000Z',
    walletImpact: { currency: 'GBP', realisedProfitLoss: 12.5 },
  };
  const DONE = { ...ORDER, status: 'FILLED', filledQuantity: -2.5, type: 'MARKET' };

  async function history(rows: readonly unknown[], since = 0) {
    const script = { 'history/orders': { items: rows, nextPagePath: null } };
    return (await scripted(script)).broker.history({ since: instant(since) });
  }

  test('have the average price of their fills, each counted once', async () => {
    const second = { ...FILL, id: 2, quantity: -1.5, price: 220 };
    const rows = [
      { order: DONE, fill: FILL },
      { order: DONE, fill: second },
      { order: DONE, fill: FILL },
    ];
    const answer = await history(rows);
    if (answer.kind !== 'ok') throw new Error(answer.detail);
    expect(answer.value).toHaveLength(1);
    expect(answer.value[0]).toMatchObject({ status: 'filled', filled: 2.5, realised: 25 });
    expect(answer.value[0]?.fillPrice).toBeCloseTo((226.43 + 1.5 * 220) / 2.5, 10);
  });

  test('do not count what a split or a spin-off wrote among them', async () => {
    const split = { order: { ...DONE, id: 9 }, fill: { ...FILL, type: 'STOCK_SPLIT' } };
    expect(await history([split, { order: DONE, fill: FILL }])).toMatchObject({
      value: [{ id: '18700323982' }],
    });
  });

  test('are told by what happened last, not by when they were made', async () => {
    const since = Date.parse('2026-03-02T15:04:06.000Z');
    expect(await history([{ order: DONE, fill: FILL }], since)).toMatchObject({ value: [{}] });
    expect(await history([{ order: DONE, fill: FILL }], since + 1)).toMatchObject({ value: [] });
    const cancelled = { order: { ...DONE, status: 'CANCELLED', filledQuantity: 0 } };
    expect(await history([cancelled])).toMatchObject({
      value: [{ status: 'cancelled', fillPrice: undefined, realised: undefined, filled: 0 }],
    });
  });

  test('of the legacy shape are read alike', async () => {
    const legacy = {
      type: 'MARKET',
      id: 17_700_736_537,
      fillId: 5,
      ticker: 'IITU_EQ',
      orderedQuantity: -2.2,
      filledQuantity: -2.2,
      limitPrice: null,
      stopPrice: null,
      orderedValue: null,
      executor: 'WEB',
      dateCreated: '2024-08-08T13:46:14.000Z',
      dateModified: '2024-08-08T13:46:15.000Z',
      dateExecuted: null,
      fillResult: 3.5,
      fillPrice: 2_440,
      fillType: 'OTC',
      status: 'FILLED',
    };
    const byValue = {
      ...legacy,
      id: 2,
      fillId: 6,
      orderedQuantity: null,
      filledQuantity: null,
      orderedValue: 100,
    };
    const split = { ...legacy, id: 3, fillId: 7, fillType: 'STOCK_SPLIT' };
    expect(await history([legacy, byValue, split])).toMatchObject({
      value: [
        {
          side: 'sell',
          quantity: 2.2,
          fillPrice: 24.4,
          realised: 3.5,
          initiatedFrom: 'WEB',
          currency: 'GBP',
        },
        { side: 'buy', quantity: 0, fillPrice: undefined },
      ],
    });
  });

  test('are read page by page until they are older than what was asked for', async () => {
    const page = (id: number, day: number, next: string | null) => ({
      items: [{ order: { ...DONE, id, createdAt: `2026-03-0${day}T12:00:00.000Z` }, fill: null }],
      nextPagePath: next,
    });
    const next = (cursor: number): string =>
      `/api/v0/equity/history/orders?limit=50&cursor=${cursor}`;
    const { broker, seen } = await scripted({
      'history/orders': page(5, 5, next(5)),
      // Some answers give the query alone.
      [next(5)]: page(4, 4, 'limit=50&cursor=4'),
      [next(4)]: page(3, 3, next(3)),
      [next(3)]: page(2, 2, next(2)),
      [next(2)]: 500,
    });
    const since = instant(Date.parse('2026-03-03T00:00:00Z'));
    expect(await broker.history({ since, symbol: 'AAPL_US_EQ' })).toMatchObject({
      value: [{ id: '5' }, { id: '4' }, { id: '3' }],
    });
    expect(seen[0]?.path).toBe('/api/v0/equity/history/orders?limit=50&ticker=AAPL_US_EQ');
    // A page that fails fails all of it: half a history would look like an order that never was.
    expect(await broker.history({ since: instant(0) })).toMatchObject({ fault: 'unavailable' });
  });

  test.each(['https://evil.example/next', '//evil.example/next'])(
    'are not looked for at %s',
    async (nextPagePath) => {
      const script = { 'history/orders': { items: [], nextPagePath } };
      const { broker, seen } = await scripted(script);
      const answer = await broker.history({ since: instant(0) });
      expect(answer).toMatchObject({ kind: 'failed', fault: 'payload' });
      expect(seen).toHaveLength(1);
    },
  );

  test('that name themselves as their next page end all the same', async () => {
    const nextPagePath = '/api/v0/equity/history/orders?cursor=1';
    const { broker, seen } = await scripted({ 'history/orders': { items: [], nextPagePath } });
    expect(await broker.history({ since: instant(0) })).toMatchObject({ fault: 'payload' });
    expect(seen.length).toBeLessThanOrEqual(2);
  });
});
