import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';

import type { Outcome } from '../../src/core/alert.ts';
import { outcomeOfAsking, outcomeOfFault } from '../../src/channels/http-outcome.ts';
import { RefusedAddress } from '../../src/http/refused-address.ts';
import { createWire } from '../../src/http/wire.ts';
import { startHttp } from '../support/http-server.ts';
import { closedAddress, startTcp } from '../support/vendor-http.ts';

const LIMITS = {
  connectMs: 500,
  attemptMs: 500,
  idleMs: 100,
  maxBodyBytes: 1_000,
  connections: 1,
};
const RULING = { service: 'House', dead: new Set([404, 410]) };

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

async function ask(url: string, signal?: AbortSignal): Promise<Outcome> {
  const wire = createWire(LIMITS);
  open.push(wire);
  const asking = wire.ask({ url, method: 'POST', body: '{}', ...(signal && { signal }) });
  return outcomeOfAsking(asking, RULING, () => ({ kind: 'sent', messageId: '1' }));
}

async function answered(answer: (response: ServerResponse) => void): Promise<Outcome> {
  const server = await startHttp((response) => answer(response));
  open.push(server);
  return ask(server.url);
}

test.each<[number, Outcome]>([
  [200, { kind: 'sent', messageId: '1' }],
  [204, { kind: 'sent', messageId: '1' }],
  [302, { kind: 'rejected', why: 'House answered 302 and was not followed', channelDead: false }],
  [400, { kind: 'rejected', why: 'House answered 400', channelDead: false }],
  [404, { kind: 'rejected', why: 'House answered 404', channelDead: true }],
  [408, { kind: 'uncertain', code: '408' }],
  [425, { kind: 'uncertain', code: '425' }],
  [500, { kind: 'uncertain', code: '500' }],
  [503, { kind: 'uncertain', code: '503' }],
])('a %i comes to the one outcome it can mean', async (status, outcome) => {
  expect(await answered((response) => response.writeHead(status).end('secret words'))).toEqual(
    outcome,
  );
});

test.each<[string, Record<string, string>, number]>([
  ['seconds', { 'retry-after': '7' }, 7_000],
  [
    'a date, counted from the clock of the reply',
    {
      date: 'Mon, 05 Jan 2026 14:00:00 GMT',
      'retry-after': 'Mon, 05 Jan 2026 14:01:30 GMT',
    },
    90_000,
  ],
  ['nothing', {}, 30_000],
  ['nothing readable', { 'retry-after': 'soon' }, 30_000],
  ['no time at all, which would be a busy loop', { 'retry-after': '0' }, 1_000],
  ['longer than anyone waits', { 'retry-after': '999999999' }, 3_600_000],
])('a 429 that says %s waits and does not count', async (_, headers, afterMs) => {
  const outcome = await answered((response) => response.writeHead(429, headers).end());
  expect(outcome).toEqual({ kind: 'retry', afterMs, counts: false, code: '429' });
});

test('a page longer than the limit does not hide that the message was taken', async () => {
  expect(await answered((response) => response.writeHead(200).end('x'.repeat(5_000)))).toEqual({
    kind: 'sent',
    messageId: '1',
  });
});

test('what cannot have left is tried again without a label', async () => {
  expect(await ask(await closedAddress())).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED' });
  expect(await ask('http://no-such-host.invalid')).toMatchObject({ kind: 'retry', counts: true });
  const plain = await startHttp();
  open.push(plain);
  expect(await ask(plain.url.replace('http:', 'https:'))).toMatchObject({ kind: 'retry' });
  expect(plain.seen).toEqual([]);
});

test('what may have left may have arrived', async () => {
  const cutting = await startTcp((socket) => socket.once('data', () => socket.destroy()));
  const silent = await startHttp(() => undefined);
  open.push(cutting, silent);
  expect(await ask(cutting.url)).toMatchObject({ kind: 'uncertain' });
  expect(await ask(silent.url)).toMatchObject({ kind: 'uncertain' });
  expect(await ask(silent.url, AbortSignal.timeout(50))).toMatchObject({ kind: 'uncertain' });
});

test('a time limit of the operating system counts as unsent only while it was connecting', () => {
  const timedOut = (syscall: string) =>
    Object.assign(new Error('timed out'), { code: 'ETIMEDOUT', syscall });
  const tried = (...errors: Error[]) =>
    Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
  expect(outcomeOfFault(timedOut('connect')).kind).toBe('retry');
  expect(outcomeOfFault(timedOut('read')).kind).toBe('uncertain');
  expect(outcomeOfFault(tried(timedOut('connect'), timedOut('connect'))).kind).toBe('retry');
  expect(outcomeOfFault(tried(timedOut('connect'), timedOut('read'))).kind).toBe('uncertain');
});

test('what no request can be, or what the program will not ask, is refused for good', async () => {
  expect(await ask('not an address')).toMatchObject({ kind: 'rejected', channelDead: false });
  const refusal = new RefusedAddress('hooks.example leads to 10.0.0.1');
  const outcome = { kind: 'rejected', why: refusal.message, channelDead: false };
  expect(outcomeOfFault(refusal)).toEqual(outcome);
  expect(outcomeOfFault(new Error('wrapped', { cause: refusal }))).toEqual(outcome);
});
