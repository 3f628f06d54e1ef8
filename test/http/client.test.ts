import { gzipSync } from 'node:zlib';
import type { RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { SourceError } from '../../src/core/error.ts';
import { createHttpClient, type HttpClient, type HttpLimits } from '../../src/http/client.ts';
import { closedAddress, startHttp, startTcp } from '../support/vendor-http.ts';

const priced = z.object({ price: z.number() });
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

test('gives the JSON in the asked shape', async () => {
  const { client, url } = await serve((_request, response) => response.end('{"price":12.5}'));
  expect(await client.getJson({ url, name: 'quote' }, priced)).toEqual({ price: 12.5 });
});

test('reads compressed replies', async () => {
  const { client, url } = await serve((_request, response) => {
    response.setHeader('content-encoding', 'gzip').end(gzipSync('{"price":1}'));
  });
  expect(await client.getJson({ url, name: 'quote' }, priced)).toEqual({ price: 1 });
});

test.each([
  [401, 'unauthorised'],
  [403, 'blocked'],
  [302, 'blocked'],
  [404, 'not-found'],
  [400, 'unreadable'],
  [429, 'rate-limited'],
  [500, 'server-error'],
  [503, 'server-error'],
])('status %i is %s', async (status, reason) => {
  const { client, url } = await serve((_request, response) => {
    response.writeHead(status).end('x');
  });
  await expect(client.send({ url, name: 'quote' })).rejects.toMatchObject({ reason });
});

test.each([
  ['a page', '<html></html>'],
  ['a cut object', '{"price":1'],
  ['the wrong shape', '{"price":"1"}'],
  ['an overflowing number', '{"price":1e999}'],
])('%s with status 200 is unreadable', async (_what, body) => {
  const { client, url } = await serve((_request, response) => response.end(body));
  const asked = client.getJson({ url, name: 'quote' }, priced);
  await expect(asked).rejects.toMatchObject({ reason: 'unreadable' });
});

test('a body over the cap is unreadable, compressed or not', async () => {
  const bomb = gzipSync('0'.repeat(2_000_000));
  const { client, url } = await serve(
    (request, response) => {
      if (request.url === '/gzip') response.setHeader('content-encoding', 'gzip').end(bomb);
      else response.end('0'.repeat(2_000));
    },
    { maxBodyBytes: 1_000 },
  );
  expect(bomb.length).toBeGreaterThan(1_000);
  for (const path of ['/gzip', '/plain']) {
    const asked = client.send({ url: url + path, name: 'quote' });
    await expect(asked).rejects.toMatchObject({ reason: 'unreadable' });
  }
});

test('a small bomb that decompresses beyond the cap is unreadable', async () => {
  const bomb = gzipSync('0'.repeat(2_000_000));
  const { client, url } = await serve(
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(bomb);
    },
    { maxBodyBytes: 100_000 },
  );
  expect(bomb.length).toBeLessThan(100_000);
  await expect(client.send({ url, name: 'q' })).rejects.toMatchObject({ reason: 'unreadable' });
});

test('nobody listening is unreachable', async () => {
  const { client } = open({ retries: 0 });
  const asked = client.send({ url: await closedAddress(), name: 'quote' });
  await expect(asked).rejects.toMatchObject({ reason: 'unreachable' });
});

test('a reply cut in the middle is unreachable', async () => {
  const server = await startTcp((socket) => {
    socket.once('data', () => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"price"');
    });
  });
  closers.push(() => server.close());
  const { client } = open({ retries: 0 });
  const asked = client.send({ url: server.url, name: 'quote' });
  await expect(asked).rejects.toMatchObject({ reason: 'unreachable' });
});

test('silence, and a body that only trickles, end at the time limit', async () => {
  const { client, url } = await serve(
    (request, response) => {
      if (request.url !== '/trickle') return;
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    },
    { attemptMs: 150 },
  );
  for (const path of ['/silent', '/trickle']) {
    const began = performance.now();
    const asked = client.send({ url: url + path, name: 'quote' });
    await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
    expect(performance.now() - began).toBeLessThan(1_500);
  }
});

test('a GET is tried again after a passing fault', async () => {
  const { client, url, seen } = await serve(
    (_request, response) => {
      response.writeHead(seen.count < 3 ? 503 : 200).end('fine');
    },
    { retries: 2 },
  );
  expect((await client.send({ url, name: 'quote' })).body).toBe('fine');
  expect(seen.count).toBe(3);
});

test('no more often than allowed', async () => {
  const { client, url, seen } = await serve(
    (_request, response) => {
      response.writeHead(503).end();
    },
    { retries: 2 },
  );
  await expect(client.send({ url, name: 'quote' })).rejects.toMatchObject({
    reason: 'server-error',
  });
  expect(seen.count).toBe(3);
});

test('a POST is never repeated', async () => {
  const { client, url, seen } = await serve(
    (_request, response) => {
      response.writeHead(503).end();
    },
    { retries: 2 },
  );
  const asked = client.send({ url, name: 'order', method: 'POST', body: 'x' });
  await expect(asked).rejects.toMatchObject({ reason: 'server-error' });
  expect(seen.count).toBe(1);
});

test.each([401, 403, 404])('status %i is not tried again', async (status) => {
  const { client, url, seen } = await serve(
    (_request, response) => {
      response.writeHead(status).end();
    },
    { retries: 2 },
  );
  await expect(client.send({ url, name: 'quote' })).rejects.toThrow(SourceError);
  expect(seen.count).toBe(1);
});

test('a short Retry-After is waited for', async () => {
  const { client, url, seen } = await serve(
    (_request, response) => {
      if (seen.count === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.end('fine');
    },
    { retries: 1 },
  );
  const began = performance.now();
  expect((await client.send({ url, name: 'quote' })).body).toBe('fine');
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
});

test('a long Retry-After is handed on, and nothing is asked before it has passed', async () => {
  const { client, url, seen, clock } = await serve(
    (_request, response) => {
      response.writeHead(429, { 'retry-after': '120' }).end();
    },
    { retries: 2 },
  );
  const rateLimited = { reason: 'rate-limited', retryAfterMs: 120_000 };
  await expect(client.send({ url, name: 'quote' })).rejects.toMatchObject(rateLimited);
  clock.skippedMs += 20_000;
  expect(await waitAsked(client.send({ url, name: 'quote' }))).toBeCloseTo(100, 0);
  expect(seen.count).toBe(1);
  clock.skippedMs += 100_000;
  await expect(client.send({ url, name: 'quote' })).rejects.toMatchObject(rateLimited);
  expect(seen.count).toBe(2);
});

test('a Retry-After date counts from the server’s own clock', async () => {
  const { client, url } = await serve((_request, response) => {
    const date = 'Thu, 02 Jan 2020 12:00:00 GMT';
    response.writeHead(429, { date, 'retry-after': 'Thu, 02 Jan 2020 12:01:00 GMT' }).end();
  });
  const asked = client.send({ url, name: 'quote' });
  await expect(asked).rejects.toMatchObject({ retryAfterMs: 60_000 });
});

test('after 5 failures the source is left alone for 30 seconds', async () => {
  const { client, url, seen, clock } = await serve((_request, response) => {
    response.writeHead(500).end();
  });
  for (let i = 0; i < 5; i++) {
    await expect(client.send({ url, name: 'q' })).rejects.toMatchObject({ reason: 'server-error' });
  }
  expect(await waitAsked(client.send({ url, name: 'q' }))).toBeCloseTo(30, 0);
  expect(seen.count).toBe(5);
  clock.skippedMs += 30_000;
  await expect(client.send({ url, name: 'q' })).rejects.toMatchObject({ reason: 'server-error' });
  expect(seen.count).toBe(6);
});

test('unknown names and refused keys do not open the breaker', async () => {
  const { client, url, seen } = await serve((_request, response) => {
    response.writeHead(seen.count % 2 === 0 ? 404 : 401).end();
  });
  for (let i = 0; i < 12; i++) await client.send({ url, name: 'q' }).catch(() => undefined);
  expect(seen.count).toBe(12);
});

test('errors name neither path nor query', async () => {
  const { client, url } = await serve((_request, response) => {
    response.writeHead(500).end('token=sesame');
  });
  const asked = client.send({ url: `${url}/hooks/sesame?token=sesame`, name: 'quote' });
  const error: unknown = await asked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  expect(String(error)).toContain('quote at 127.0.0.1');
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('sesame');
});

/** Seconds until asking again makes sense, as the error says. */
async function waitAsked(call: Promise<unknown>): Promise<number> {
  const error: unknown = await call.catch((thrown: unknown) => thrown);
  return error instanceof SourceError ? (error.retryAfterMs ?? NaN) / 1_000 : NaN;
}

type Served = {
  readonly client: HttpClient;
  readonly url: string;
  readonly seen: { count: number };
  readonly clock: { skippedMs: number };
};

async function serve(handler: RequestListener, limits: Partial<HttpLimits> = {}): Promise<Served> {
  const seen = { count: 0 };
  const server = await startHttp((request, response) => {
    seen.count++;
    handler(request, response);
  });
  closers.push(() => server.close());
  return { ...open({ retries: 0, ...limits }), url: server.url, seen };
}

/** The client's clock runs with real time, from where the test sets it. */
function open(limits: Partial<HttpLimits>): { client: HttpClient; clock: { skippedMs: number } } {
  const clock = { skippedMs: 0 };
  const client = createHttpClient({
    source: 'vendor',
    elapsed: () => performance.now() + clock.skippedMs,
    random: () => 0,
    limits: { retryMs: 1, ...limits },
  });
  closers.push(() => client.close());
  return { client, clock };
}
