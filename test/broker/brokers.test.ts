import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AccountAccess, Brokers } from '../../src/core/ports/broker.ts';
import { brokersAt } from '../support/broker-client.ts';
import { type BrokerOptions, type LocalBroker, startBroker } from '../support/broker.ts';

const KEY = { key: 'k', secret: 's' };
const ACCESS = {
  id: 1,
  kind: 'trading212',
  stage: 'demo',
  credentials: KEY,
  shape: undefined,
} as const;

async function world(
  options: BrokerOptions = {},
): Promise<{ local: LocalBroker; brokers: Brokers }> {
  const local = await startBroker({ accounts: [KEY], ...options });
  const brokers = brokersAt(local);
  onTestFinished(async () => {
    brokers.close();
    await local.close();
  });
  return { local, brokers };
}

function probe(brokers: Brokers, credentials: AccountAccess['credentials']) {
  return brokers.probe({ kind: 'trading212', stage: 'demo', credentials });
}

test.each(['current', 'legacy'] as const)(
  'a key is tried: its worth, its shape (%s), and that it may do everything',
  async (shape) => {
    const { local, brokers } = await world({ shape });
    expect(await probe(brokers, KEY)).toMatchObject({
      kind: 'ok',
      summary: { remoteId: '1000', currency: 'GBP', totalValue: 5_000 },
      shape,
      lacks: [],
    });
    expect(local.posts).toEqual([]);
    expect(local.exceeded).toEqual([]);
  },
);

test('an older key without a secret goes as it is', async () => {
  const { local, brokers } = await world({ accounts: [{ key: 'old-key' }], shape: 'legacy' });
  expect(await probe(brokers, { key: 'old-key', secret: undefined })).toMatchObject({ kind: 'ok' });
  expect(local.seen[0]?.headers['authorization']).toBe('old-key');
});

test('a key with its secret goes as Basic', async () => {
  const { local, brokers } = await world();
  await probe(brokers, KEY);
  expect(local.seen[0]?.headers['authorization']).toBe(`Basic ${btoa('k:s')}`);
});

test('a wrong key is refused in words', async () => {
  const { brokers } = await world();
  const detail = 'it does not accept this key';
  expect(await probe(brokers, { key: 'k', secret: 'x' })).toEqual({ kind: 'failed', detail });
  expect(await probe(brokers, { key: 'x', secret: undefined })).toEqual({ kind: 'failed', detail });
});

test('what a key may not do is named, each permission by itself', async () => {
  for (const scope of [
    'portfolio',
    'orders:read',
    'orders:execute',
    'history:orders',
    'metadata',
  ]) {
    const { brokers } = await world({ accounts: [{ ...KEY, lacks: [scope] }] });
    expect(await probe(brokers, KEY)).toMatchObject({ kind: 'ok', lacks: [scope] });
  }
  const { brokers } = await world({ accounts: [{ ...KEY, lacks: ['account'] }] });
  expect(await probe(brokers, KEY)).toEqual({
    kind: 'failed',
    detail: 'this key may not do that: the permission account is missing',
  });
});

test('an account is opened once, and anew after it was forgotten', async () => {
  const { brokers } = await world();
  const broker = brokers.open(ACCESS);
  expect(brokers.open(ACCESS)).toBe(broker);
  brokers.forget(1);
  expect(await broker?.summary()).toMatchObject({ kind: 'failed' });
  expect(brokers.open(ACCESS)).not.toBe(broker);
  expect(await brokers.open(ACCESS)?.summary()).toMatchObject({ kind: 'ok' });
});

test('an answer that comes too late is a fault, and the next one is read', async () => {
  const { local } = await world();
  const brokers = brokersAt(local, { readLimits: { attemptMs: 150 } });
  const broker = brokers.open(ACCESS);
  local.wish({ on: 'read', trouble: { kind: 'late', ms: 400 } });
  const detail = 'it did not answer in time';
  expect(await broker?.summary()).toEqual({ kind: 'failed', fault: 'timeout', detail });
  expect(await broker?.summary()).toMatchObject({ kind: 'ok' });
  brokers.close();
});

test('a read that is cut is a fault, and is not repeated', async () => {
  const { local, brokers } = await world();
  local.wish({ on: 'read', trouble: { kind: 'reset' } });
  const broker = brokers.open({ ...ACCESS, shape: 'current' });
  expect(await broker?.summary()).toMatchObject({ kind: 'failed', fault: 'network' });
  expect(local.seen).toHaveLength(1);
});

test('a book that is typed in has no broker', async () => {
  const { brokers } = await world();
  expect(brokers.open({ ...ACCESS, id: 2, kind: 'manual' })).toBeUndefined();
  expect(await brokers.probe({ ...ACCESS, kind: 'manual' })).toMatchObject({ kind: 'failed' });
});

test('real accounts and played ones are asked at their own addresses', async () => {
  const [demo, live] = [await world(), await world({ accounts: [{ ...KEY, id: 7 }] })];
  const brokers = brokersAt(demo.local, {
    bases: { demo: demo.local.base, live: live.local.base },
  });
  const broker = brokers.open({ ...ACCESS, stage: 'live' });
  expect(await broker?.summary()).toMatchObject({ value: { remoteId: '7' } });
  expect(demo.local.seen).toEqual([]);
  brokers.close();
});

test('after the end nothing is asked any more', async () => {
  const { local, brokers } = await world();
  const broker = brokers.open(ACCESS);
  brokers.close();
  expect(await broker?.sell({ symbol: 'AAPL_US_EQ', quantity: 1 })).toMatchObject({
    kind: 'rejected',
    code: 'not-asked',
  });
  expect(local.seen).toEqual([]);
});

test('the local broker keeps its books over a restart', async () => {
  const ledger = join(mkdtempSync(join(tmpdir(), 'bellwether-')), 'ledger');
  const holdings = [{ symbol: 'AAPL_US_EQ', quantity: 10, averagePrice: 100, price: 120 }];
  const options = { ledger, accounts: [{ ...KEY, holdings }] };
  const first = await world(options);
  await first.brokers.open(ACCESS)?.sell({ symbol: 'AAPL_US_EQ', quantity: 4 });
  const again = await world(options);
  expect(again.local.posts).toHaveLength(1);
  expect(again.local.ledger.sold('k', 'AAPL_US_EQ')).toBe(4);
  expect(await again.brokers.open(ACCESS)?.positions()).toMatchObject({
    value: [{ quantity: 6, price: 120 }],
  });
});

test('a sale by phone and a stop that is reached are seen as what they are', async () => {
  const holdings = [{ symbol: 'AAPL_US_EQ', quantity: 10, averagePrice: 100, price: 120 }];
  const { local, brokers } = await world({ accounts: [{ ...KEY, holdings }] });
  const broker = brokers.open(ACCESS);
  local.sellsByPhone('k', 'AAPL_US_EQ', 2);
  await broker?.positions();
  await broker?.placeStop({ symbol: 'AAPL_US_EQ', quantity: 5, price: 110 });
  expect(await broker?.positions()).toMatchObject({ value: [{ quantity: 8, available: 3 }] });
  local.setPrice('AAPL_US_EQ', 109);
  expect(await broker?.positions()).toMatchObject({ value: [{ quantity: 3, available: 3 }] });
  expect(local.orders()).toMatchObject([{ from: 'IOS' }, { from: 'API', type: 'STOP' }]);
});
