import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';

import { classifyNetworkError } from '../../src/http/network-error.ts';
import { guardedLookup, type Resolve } from '../../src/http/guarded-lookup.ts';
import { createOutbound, OUTBOUND_LIMITS } from '../../src/http/outbound.ts';
import { RefusedAddress } from '../../src/http/refused-address.ts';
import { createWire } from '../../src/http/wire.ts';
import { startHttp } from '../support/http-server.ts';

const LIMITS = { ...OUTBOUND_LIMITS, connectMs: 400, attemptMs: 600, idleMs: 1 };
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

function outbound(allow: readonly string[] = [], ...answers: string[][]) {
  const names = namesThatAnswer(...answers);
  const made = createOutbound(LIMITS, { allow, resolve: names.resolve });
  open.push(made);
  return { ...made, asked: names.asked };
}

/** A name server whose answers change from one question to the next; the last one stays. */
function namesThatAnswer(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve: Resolve = (name) => {
    const now = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(name);
    const found = now.map((address): LookupAddress => {
      return { address, family: address.includes(':') ? 6 : 4 };
    });
    return Promise.resolve(found);
  };
  return { asked, resolve };
}

/** Two servers on one port of two loopback addresses: each notes that it was reached. */
async function twoServers() {
  const seen: string[] = [];
  const start = async (host: string, port: number): Promise<number> => {
    const server = createServer((_request, response) => {
      seen.push(host);
      response.end('OK');
    });
    server.listen(port, host);
    await once(server, 'listening');
    open.push({ close: async () => void server.close() });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  const port = await start('127.0.0.1', 0);
  await start('127.0.0.2', port);
  return { port, seen };
}

/** A name that leads to a good address, and from the second question on to a bad one. */
async function rebinding() {
  const { port, seen } = await twoServers();
  const { asked, resolve } = namesThatAnswer(['127.0.0.1'], ['127.0.0.2']);
  const wire = createWire(
    LIMITS,
    guardedLookup(resolve, (address) => address === '127.0.0.1'),
  );
  open.push(wire);
  return { url: `http://rebinding.example:${port}/`, wire, seen, asked };
}

test('the address that was looked at is the one that is reached, whatever the name says a moment later', async () => {
  const { url, wire, seen, asked } = await rebinding();
  expect((await wire.ask({ url })).status).toBe(200);
  expect(asked).toEqual(['rebinding.example']);
  expect(seen).toEqual(['127.0.0.1']);
});

test('a later connection looks again, and is refused when the name has turned inward', async () => {
  const { url, wire, seen } = await rebinding();
  const headers = { connection: 'close' };
  await wire.ask({ url, headers });
  await expect(wire.ask({ url, headers })).rejects.toThrow(RefusedAddress);
  expect(seen).toEqual(['127.0.0.1']);
});

test.each([
  ['a private address', ['10.0.0.1']],
  ['the loopback', ['127.0.0.1']],
  ['a good address and a bad one', ['93.184.216.34', '127.0.0.1']],
  ['a bad address of the other family', ['93.184.216.34', '::1']],
  ['a mapped one', ['::ffff:127.0.0.1']],
  ["Fly's own network", ['fdaa:0:18::3']],
  ['nowhere', []],
])('a name that leads to %s is refused and asked once', async (_, addresses) => {
  const { theirs, asked } = outbound([], addresses, ['93.184.216.34']);
  await expect(theirs.ask({ url: 'https://hooks.example/x' })).rejects.toThrow(
    new RefusedAddress('hooks.example is not on the public internet.'),
  );
  expect(asked).toEqual(['hooks.example']);
});

test('an address that a person typed as numbers is judged before anything is asked', async () => {
  const server = await startHttp();
  open.push(server);
  const { theirs, ours, asked } = outbound();
  const { port } = new URL(server.url);
  for (const url of [
    server.url,
    `https://127.0.0.1:${port}/`,
    'https://127.0.0.1/',
    `http://localhost:${port}/`,
    'https://[::ffff:127.0.0.1]/',
  ])
    await expect(theirs.ask({ url })).rejects.toThrow(RefusedAddress);
  expect(asked).toEqual([]);
  expect(server.seen).toEqual([]);
  expect((await ours.ask({ url: server.url })).status).toBe(200);
});

test('an allowed host and port is asked like an address of our own', async () => {
  const server = await startHttp();
  open.push(server);
  const { theirs } = outbound([`127.0.0.1:${new URL(server.url).port}`]);
  expect((await theirs.ask({ url: server.url })).status).toBe(200);
});

test('a redirect is a reply and nothing more', async () => {
  const inner = await startHttp();
  const outer = await startHttp((response) =>
    response.writeHead(302, { location: `${inner.url}/secret` }).end(),
  );
  open.push(inner, outer);
  const { theirs } = outbound([`127.0.0.1:${new URL(outer.url).port}`]);
  expect((await theirs.ask({ url: outer.url })).status).toBe(302);
  expect(inner.seen).toEqual([]);
});

test('a reply beyond 64 KB is not read on', async () => {
  const server = await startHttp((response) => response.end('x'.repeat(64 * 1024 + 1)));
  open.push(server);
  const { ours } = outbound();
  await expect(ours.ask({ url: server.url })).rejects.toMatchObject({ status: 200 });
});

test('a name server that never answers is certain: nothing was sent', async () => {
  const silent = createOutbound(LIMITS, { allow: [], resolve: () => new Promise(() => undefined) });
  open.push(silent);
  const error: unknown = await silent.theirs.ask({ url: 'https://hooks.example/x' }).catch(asIs);
  expect(classifyNetworkError(error)).toBe('not-sent');
});

const asIs = (error: unknown): unknown => error;

test('connections to very many hosts are not all kept', async () => {
  const sockets = new Set<unknown>();
  const server = createServer((_request, response) => response.end('OK'));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: async () => void server.close() });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const names = namesThatAnswer(['127.0.0.1']);
  const wire = createWire(
    { ...LIMITS, idleMs: 60_000 },
    guardedLookup(names.resolve, () => true),
  );
  open.push(wire);
  for (let n = 0; n < 80; n++)
    expect((await wire.ask({ url: `http://n${n}.example:${port}/` })).status).toBe(200);
  await expect.poll(() => sockets.size).toBe(64);
});
