import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createLimiter } from '../../src/broker/trading212-limits.ts';
import { HOUR_MS, instant } from '../../src/core/time.ts';
import type { Broker, Brokers } from '../../src/core/ports/broker.ts';
import { LISTED } from '../support/broker-answers.ts';
import { brokersAt } from '../support/broker-client.ts';
import {
  type AccountSeed,
  type BrokerOptions,
  type LocalBroker,
  startBroker,
} from '../support/broker.ts';

const THREE: readonly AccountSeed[] = ['a', 'b', 'c'].map((key) => ({ key, secret: 's' }));

async function world(options: BrokerOptions): Promise<{ local: LocalBroker; brokers: Brokers }> {
  const local = await startBroker(options);
  const brokers = brokersAt(local);
  onTestFinished(async () => {
    brokers.close();
    await local.close();
  });
  return { local, brokers };
}

function opened(brokers: Brokers, key: string, id = 1): Broker {
  const credentials = { key, secret: 's' };
  const account = { id, kind: 'trading212', stage: 'demo', credentials, shape: undefined } as const;
  const broker = brokers.open(account);
  if (broker === undefined) throw new Error('there is no broker');
  return broker;
}

const MANY = Array.from({ length: 200 }, (_, at) => ({
  symbol: `S${at}_US_EQ`,
  shortName: `S${at}`,
  currency: 'USD',
  exchange: 'NASDAQ',
  name: `Share ${at}`,
  isin: `US${String(at).padStart(10, '0')}`,
}));

test.each(['current', 'legacy'] as const)(
  'three accounts with 200 positions are read by many at once within every limit (%s)',
  async (shape) => {
    const holdings = MANY.map(({ symbol }) => ({ symbol, quantity: 1.5, averagePrice: 10 }));
    const { local, brokers } = await world({
      shape,
      secondMs: 40,
      instruments: MANY,
      accounts: THREE.map((account) => ({ ...account, holdings })),
    });
    const all = THREE.map(({ key }, at) => opened(brokers, key, at + 1));
    let whole = 0;
    const until = performance.now() + 2_500;
    const reading = async (read: () => Promise<{ readonly kind: string }>): Promise<void> => {
      while (performance.now() < until) if ((await read()).kind === 'ok') whole++;
    };
    await Promise.all(
      all.flatMap((broker) => [
        reading(async () => {
          const answer = await broker.positions();
          if (answer.kind === 'ok') expect(answer.value).toHaveLength(200);
          return answer;
        }),
        reading(() => broker.positions()),
        reading(() => broker.summary()),
        reading(() => broker.summary()),
        reading(() => broker.pending()),
        reading(() => broker.order('1')),
        reading(() => broker.history({ since: instant(0) })),
        reading(() => broker.history({ since: instant(0), symbol: 'S1_US_EQ' })),
        reading(() => broker.sell({ symbol: 'S1_US_EQ', quantity: 0.01 })),
        reading(() => broker.placeStop({ symbol: 'S2_US_EQ', quantity: 0.01, price: 5 })),
      ]),
    );
    expect(local.exceeded).toEqual([]);
    // It keeps the limits and uses them: positions alone have more than twenty turns each.
    expect(whole).toBeGreaterThan(60);
    const lists = local.seen.filter(({ path }) => path.endsWith('/metadata/instruments'));
    expect(lists).toHaveLength(1);
  },
  20_000,
);

test('two who open the same key share its limits, and so does trying it', async () => {
  const { local, brokers } = await world({ accounts: THREE, secondMs: 20 });
  const credentials = { key: 'a', secret: 's' };
  await brokers.probe({ kind: 'trading212', stage: 'demo', credentials });
  const [first, second] = [opened(brokers, 'a', 1), opened(brokers, 'a', 2)];
  await Promise.all([first.positions(), second.positions(), first.summary(), second.summary()]);
  brokers.forget(1);
  await opened(brokers, 'a', 1).summary();
  expect(local.exceeded).toEqual([]);
});

test('accounts do not wait for each other', async () => {
  const { brokers } = await world({ accounts: THREE, secondMs: 100 });
  const all = THREE.map(({ key }, at) => opened(brokers, key, at + 1));
  await Promise.all(all.map((broker) => broker.summary()));
  const slow = all[0]?.summary();
  const from = performance.now();
  await all[1]?.positions();
  await all[2]?.positions();
  expect(performance.now() - from).toBeLessThan(300);
  await slow;
});

test('whoever wishes the same while it waits has the same answer', async () => {
  const { local, brokers } = await world({ accounts: THREE, secondMs: 50 });
  const broker = opened(brokers, 'a');
  await broker.positions();
  const answers = await Promise.all(Array.from({ length: 30 }, () => broker.positions()));
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['ok']));
  const asked = local.seen.filter(({ path }) => path.endsWith('/positions'));
  expect(asked.length).toBeLessThanOrEqual(3);
});

test('a phone that uses up the turns is waited for', async () => {
  const { local, brokers } = await world({ accounts: THREE, secondMs: 30 });
  const broker = opened(brokers, 'a');
  await broker.positions();
  await sleep(50);
  local.takesTurns('a', 'GET positions', 1);
  expect(await broker.positions()).toMatchObject({ kind: 'ok' });
  // It could not know; but having been told, it asks no third time in vain.
  expect(local.exceeded.length).toBeLessThanOrEqual(1);
});

test('what is left for everybody is believed: nothing is asked in vain', async () => {
  const { local, brokers } = await world({ accounts: THREE, secondMs: 40 });
  const broker = opened(brokers, 'a');
  local.takesTurns('a', 'GET history/orders', 4);
  const wish = { since: instant(0) };
  await broker.history(wish);
  // One is left by now, and our own count would allow five.
  await broker.history(wish);
  await broker.history(wish);
  expect(local.exceeded).toEqual([]);
});

test('a broker whose clock is an hour off is believed about how long to wait, not about when', async () => {
  const secondMs = 20;
  const limiter = createLimiter({ elapsed: () => performance.now(), secondMs });
  const patience = {
    untilMs: performance.now() + 60 * secondMs,
    signal: new AbortController().signal,
  };
  const date = new Date(Date.now() + HOUR_MS);
  const reset = Math.floor(date.getTime() / 1_000) + 3;
  const headers = new Headers({
    date: date.toUTCString(),
    'x-ratelimit-limit': '50',
    'x-ratelimit-period': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(reset),
  });
  const first = await limiter.enter('market', patience);
  const from = performance.now();
  first?.settle({ status: 200, headers });
  expect(await limiter.enter('market', patience)).toBeDefined();
  const waitedMs = performance.now() - from;
  expect(waitedMs).toBeGreaterThanOrEqual(3 * secondMs - 2);
  expect(waitedMs).toBeLessThan(30 * secondMs);
});

test('what its headers say of its limits is taken over, and nonsense is not', async () => {
  const limiter = createLimiter({ elapsed: () => performance.now(), secondMs: 10 });
  const { signal } = new AbortController();
  const enter = (waitMs: number) =>
    limiter.enter('summary', { untilMs: performance.now() + waitMs, signal });
  const told = (limit: string, period: string) =>
    new Headers({ 'x-ratelimit-limit': limit, 'x-ratelimit-period': period });
  (await enter(20))?.settle({ status: 200, headers: told('3', '60') });
  expect(await enter(20)).toBeDefined();
  expect(await enter(20)).toBeDefined();
  expect(await enter(20)).toBeUndefined();
  const other = createLimiter({ elapsed: () => performance.now(), secondMs: 100 });
  for (const headers of [told('0', '60'), told('-1', '5'), told('many', '1'), told('9', '99999')]) {
    const one = await other.enter('summary', { untilMs: performance.now() + 2_000, signal });
    one?.settle({ status: 200, headers });
    const at = { untilMs: performance.now() + 10, signal };
    expect(await other.enter('summary', at)).toBeUndefined();
  }
});

test('a turn that is too far away is said, not waited for', async () => {
  const { local, brokers } = await world({ accounts: THREE, secondMs: 20 });
  const broker = opened(brokers, 'a');
  local.wish({ on: 'read', times: 100, trouble: { kind: 'status', status: 429 } });
  const from = performance.now();
  expect(await broker.summary()).toEqual({
    kind: 'failed',
    fault: 'rate-limited',
    detail: 'this account may not be asked again yet',
  });
  expect(performance.now() - from).toBeLessThan(2_000);
});

test('the local broker counts what arrives: one too many is turned away and noted', async () => {
  const { local } = await world({ accounts: THREE, secondMs: 1_000, instruments: LISTED });
  const headers = { authorization: `Basic ${Buffer.from('a:s').toString('base64')}` };
  const ask = () => fetch(`${local.base}/positions`, { headers });
  expect((await ask()).status).toBe(200);
  const second = await ask();
  expect(second.status).toBe(429);
  expect(second.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(local.exceeded).toEqual(['a GET positions']);
});
