import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { brokersAt } from '../support/broker-client.ts';
import { type BrokerTrouble, type LocalBroker, startBroker } from '../support/broker.ts';
import { instant } from '../../src/core/time.ts';
import { closedAddress } from '../support/vendor-http.ts';

const KEY = { key: 'k', secret: 's' };
const HOLDINGS = [
  { symbol: 'AAPL_US_EQ', quantity: 10, averagePrice: 100, price: 120 },
  { symbol: 'IITU_EQ', quantity: 3, averagePrice: 1_500, price: 2_440 },
];

async function desk(
  options: { readonly shape?: 'current' | 'legacy'; readonly base?: string } = {},
) {
  const local = await startBroker({
    shape: options.shape ?? 'current',
    accounts: [{ ...KEY, holdings: HOLDINGS }],
  });
  const at = { base: options.base ?? local.base, secondMs: local.secondMs };
  const brokers = brokersAt(at, { postLimits: { connectMs: 300, wholeMs: 300 } });
  onTestFinished(async () => {
    brokers.close();
    await local.close();
  });
  const access = { kind: 'trading212', stage: 'demo', credentials: KEY, shape: undefined } as const;
  const broker = brokers.open({ id: 1, ...access });
  if (broker === undefined) throw new Error('there is no broker');
  return { local, broker };
}

const SALE = { symbol: 'AAPL_US_EQ', quantity: 4 };

function held(local: LocalBroker): number {
  return local.ledger.positionsOf('k').get('AAPL_US_EQ')?.quantity ?? 0;
}

describe.each(['current', 'legacy'] as const)('in the %s shape', (shape) => {
  test('a sale is taken, filled and found again', async () => {
    const { local, broker } = await desk({ shape });
    const outcome = await broker.sell(SALE);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      order: { symbol: 'AAPL_US_EQ', side: 'sell', kind: 'market', status: 'pending', quantity: 4 },
    });
    expect(local.posts.map(({ body }) => JSON.parse(body))).toEqual([
      { ticker: 'AAPL_US_EQ', quantity: -4, extendedHours: false },
    ]);
    expect(await broker.history({ since: instant(0) })).toMatchObject({
      value: [{ status: 'filled', filled: 4, fillPrice: 120, initiatedFrom: 'API' }],
    });
    expect(held(local)).toBe(6);
  });

  test('a stop order rests at the broker until it is cancelled', async () => {
    const { local, broker } = await desk({ shape });
    const outcome = await broker.placeStop({ symbol: 'IITU_EQ', quantity: 1, price: 20.555 });
    // Pence at the broker, pounds with us.
    expect(JSON.parse(local.posts[0]?.body ?? '')).toEqual({
      ticker: 'IITU_EQ',
      quantity: -1,
      stopPrice: 2_055.5,
      timeValidity: 'GOOD_TILL_CANCEL',
    });
    const order = { kind: 'stop', side: 'sell', stopPrice: 20.555, currency: 'GBP', quantity: 1 };
    expect(outcome).toMatchObject({ kind: 'accepted', order });
    const id = outcome.kind === 'accepted' ? outcome.order.id : '';
    expect(await broker.pending()).toMatchObject({ value: [{ id, ...order }] });
    expect(await broker.order(id)).toMatchObject({ value: { id, ...order } });
    expect(await broker.cancel(id)).toMatchObject({ kind: 'ok', value: 'cancelled' });
    expect(await broker.cancel(id)).toMatchObject({ kind: 'ok', value: 'gone' });
    expect(await broker.order(id)).toMatchObject({ kind: 'failed', fault: 'not-found' });
    expect(await broker.pending()).toMatchObject({ value: [] });
  });
});

/** What is known of an order after each fault, and whether the broker has it. */
const FAULTS: readonly (readonly [BrokerTrouble, 'unknown' | 'rejected' | 'accepted', number])[] = [
  [{ kind: 'status', status: 408 }, 'unknown', 0],
  [{ kind: 'status', status: 408, accepts: true }, 'unknown', 4],
  [{ kind: 'status', status: 500 }, 'unknown', 0],
  [{ kind: 'status', status: 502, accepts: true }, 'unknown', 4],
  [{ kind: 'status', status: 503 }, 'unknown', 0],
  [{ kind: 'status', status: 504, accepts: true }, 'unknown', 4],
  [{ kind: 'reset' }, 'unknown', 0],
  [{ kind: 'reset', accepts: true }, 'unknown', 4],
  [{ kind: 'late', ms: 500 }, 'unknown', 4],
  [{ kind: 'empty' }, 'unknown', 0],
  [{ kind: 'empty', accepts: true }, 'unknown', 4],
  [{ kind: 'unreadable', accepts: true }, 'unknown', 4],
  [{ kind: 'redirect', to: '/api/v0/equity/orders/market' }, 'unknown', 0],
  [{ kind: 'status', status: 404 }, 'unknown', 0],
  [{ kind: 'status', status: 409 }, 'unknown', 0],
  [{ kind: 'status', status: 418, body: 'I am a proxy' }, 'unknown', 0],
  [{ kind: 'status', status: 404, body: '{"code":"InstrumentNotFound"}' }, 'rejected', 0],
  [{ kind: 'status', status: 400 }, 'rejected', 0],
  [{ kind: 'status', status: 401 }, 'rejected', 0],
  [{ kind: 'status', status: 403 }, 'rejected', 0],
  [{ kind: 'status', status: 429 }, 'rejected', 0],
  [{ kind: 'state', word: 'REJECTED' }, 'accepted', 0],
  [{ kind: 'state', word: 'PONDERING' }, 'accepted', 0],
  [{ kind: 'partial', share: 0.25 }, 'accepted', 1],
  [{ kind: 'hidden', ms: 50 }, 'accepted', 4],
];

test.each(FAULTS)('%j: it is %s, and one request', async (trouble, kind, sold) => {
  const { local, broker } = await desk();
  local.wish({ on: 'post', trouble });
  const outcome = await broker.sell(SALE);
  expect(outcome.kind).toBe(kind);
  expect(local.posts).toHaveLength(1);
  expect(local.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(held(local)).toBe(10 - sold);
});

test('a state that nobody knows is unclear, and not taken for an end', async () => {
  const { local, broker } = await desk();
  local.wish({ on: 'post', trouble: { kind: 'state', word: 'PONDERING' } });
  expect(await broker.sell(SALE)).toMatchObject({ order: { status: 'unclear' } });
  expect(await broker.pending()).toMatchObject({ value: [{ status: 'unclear', filled: 0 }] });
});

test('whatever the broker answers to an order, it is one request', async () => {
  const { local, broker } = await desk();
  const trouble = fc.oneof(
    fc.record({
      kind: fc.constant('status' as const),
      status: fc.integer({ min: 400, max: 599 }),
      accepts: fc.boolean(),
      body: fc.oneof(fc.json(), fc.string()),
    }),
    fc.record({ kind: fc.constantFrom('reset', 'empty', 'unreadable'), accepts: fc.boolean() }),
  );
  await fc.assert(
    fc.asyncProperty(trouble, async (one) => {
      const before = local.posts.length;
      local.hold('k', { symbol: 'AAPL_US_EQ', quantity: 10, averagePrice: 100 });
      local.wish({ on: 'post', trouble: one });
      const outcome = await broker.sell({ symbol: 'AAPL_US_EQ', quantity: 1 });
      expect(local.posts.length).toBe(before + 1);
      const isTaken = held(local) < 10;
      // What was taken is never said to be rejected, but where the broker itself says so.
      const isDefinite = one.kind === 'status' && [400, 401, 403, 429].includes(one.status);
      if (isTaken && !isDefinite) expect(outcome.kind).not.toBe('rejected');
      // Its limit is 50 in a minute of its own.
      await new Promise((resolve) => setTimeout(resolve, 13));
    }),
    { numRuns: 60 },
  );
  expect(local.exceeded).toEqual([]);
});

test('more than is held is refused by the broker, with its reason', async () => {
  const { local, broker } = await desk();
  expect(await broker.sell({ ...SALE, quantity: 11 })).toEqual({
    kind: 'rejected',
    code: 'SellingEquityNotOwned',
    detail: 'it does not take this order (SellingEquityNotOwned)',
  });
  expect(held(local)).toBe(10);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  '%d of anything is not asked for',
  async (quantity) => {
    const { local, broker } = await desk();
    expect(await broker.sell({ ...SALE, quantity })).toMatchObject({ kind: 'rejected' });
    expect(await broker.placeStop({ ...SALE, quantity, price: 90 })).toMatchObject({
      kind: 'rejected',
    });
    expect(await broker.placeStop({ ...SALE, price: quantity })).toMatchObject({
      kind: 'rejected',
    });
    expect(local.posts).toEqual([]);
  },
);

test('a stop for what the broker does not list is not placed: pounds or pence is not guessed', async () => {
  const { local, broker } = await desk();
  const outcome = await broker.placeStop({ symbol: 'GONEl_EQ', quantity: 1, price: 3 });
  expect(outcome).toMatchObject({ kind: 'rejected', code: 'not-listed' });
  expect(local.posts).toEqual([]);
});

test('a fraction goes as it is', async () => {
  const { local, broker } = await desk();
  await broker.sell({ symbol: 'AAPL_US_EQ', quantity: 8.8326871 });
  expect(local.posts[0]?.body).toContain('"quantity":-8.8326871,');
});

test('where nobody listens nothing was sent, and it is certain', async () => {
  const { broker } = await desk({ base: `${await closedAddress()}/api/v0/equity` });
  expect(await broker.sell(SALE)).toEqual({
    kind: 'rejected',
    code: 'ECONNREFUSED',
    detail: 'it could not be reached; nothing was sent',
  });
});

test('an order whose turn does not come in time is not sent', async () => {
  const { local, broker } = await desk();
  const place = (): ReturnType<typeof broker.sell> =>
    broker.placeStop({ symbol: 'AAPL_US_EQ', quantity: 1, price: 90 });
  await broker.positions();
  const outcomes = await Promise.all(Array.from({ length: 30 }, place));
  const kinds = outcomes.map(({ kind }) => kind);
  // One in two of its seconds; five of them, and a moment, is as long as an order waits.
  expect(kinds.filter((kind) => kind === 'accepted').length).toBeLessThanOrEqual(16);
  expect(outcomes.at(-1)).toMatchObject({ kind: 'rejected', code: 'not-asked' });
  expect(local.exceeded).toEqual([]);
});
