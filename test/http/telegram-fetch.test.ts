import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import { afterEach, expect, test } from 'vitest';
import {
  createTelegramFetch,
  type TelegramFetch,
  type TelegramFetchLimits,
} from '../../src/http/telegram-fetch.ts';
import { classifyNetworkError } from '../../src/http/network-error.ts';
import { closedAddress, startHttp, startTcp } from '../support/vendor-http.ts';

const TOKEN = '123456:sesame';
const SENT = '{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":1,"type":"private"}}}';
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

test('a message goes out as grammY wrote it and its result comes back', async () => {
  const bodies: string[] = [];
  const { api } = await serve(async (request, response) => {
    bodies.push(`${request.url} ${request.headers['content-type']} ${await textOf(request)}`);
    response.end(SENT);
  });
  expect((await api.sendMessage(1, 'Grüße')).message_id).toBe(7);
  expect(bodies).toEqual([
    `/bot${TOKEN}/sendMessage application/json {"chat_id":1,"text":"Grüße"}`,
  ]);
});

test('a file is uploaded as a stream', async () => {
  let received = '';
  const { api } = await serve(async (request, response) => {
    received = await textOf(request);
    response.end(SENT);
  });
  await api.sendPhoto(1, new InputFile(Readable.from([Buffer.from('pixels')]), 'chart.png'));
  expect(received).toContain('filename=chart.png');
  expect(received).toContain('pixels');
});

test('calls one after another reuse connections', async () => {
  const ports = new Set<number | undefined>();
  const { api } = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end(SENT);
  });
  for (let i = 0; i < 20; i++) await api.sendMessage(1, 'x');
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('a waiting getUpdates does not hold up sends, even on a single connection', async () => {
  const { api, call } = await serve(
    (request, response) => {
      if (!request.url?.endsWith('/getUpdates')) response.end(SENT);
    },
    { sendConnections: 1, pollConnections: 1 },
  );
  const stop = new AbortController();
  const poll = call('getUpdates', stop);
  expect((await api.sendMessage(1, 'x')).message_id).toBe(7);
  stop.abort();
  expect(await failure(poll)).toMatchObject({ code: 'ABORT_ERR' });
});

test('a refusal keeps its code and retry time', async () => {
  const refusal = '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":3}}';
  const { api } = await serve((_request, response) => {
    response.writeHead(429).end(refusal);
  });
  const error = await failure(api.sendMessage(1, 'x'));
  expect(error).toBeInstanceOf(GrammyError);
  expect(error).toMatchObject({ error_code: 429, parameters: { retry_after: 3 } });
});

test.each([
  [502, '<html>Bad Gateway</html>', 'Bad Gateway'],
  [503, '{"error":"a gateway’s own"}', 'Service Unavailable'],
  [500, '', 'Internal Server Error'],
  [302, '<html>', 'Found'],
  [504, '[]', 'Gateway Timeout'],
])('status %i with the body "%s" becomes a refusal', async (status, body, description) => {
  const { api } = await serve((_request, response) => {
    response.writeHead(status).end(body);
  });
  const error = await failure(api.sendMessage(1, 'x'));
  expect(error).toBeInstanceOf(GrammyError);
  expect(error).toMatchObject({ error_code: status, description });
});

test('a refusal without a code is given its status', async () => {
  const { api } = await serve((_request, response) => {
    response.writeHead(403).end('{"ok":false,"description":"Forbidden"}');
  });
  expect(await failure(api.sendMessage(1, 'x'))).toMatchObject({ error_code: 403 });
});

test.each([
  ['cut JSON', '{"ok":true,"resu'],
  ['a page', '<html>'],
])('%s with a good status is perhaps sent', async (_what, body) => {
  const { api } = await serve((_request, response) => response.end(body));
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('maybe-sent');
});

test('nobody listening: certainly not sent', async () => {
  const api = open(await closedAddress(), {});
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('not-sent');
});

test('no such host: certainly not sent', async () => {
  const api = open('http://nowhere.invalid', {});
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('not-sent');
});

test('TLS that cannot be set up: certainly not sent', async () => {
  const { url } = await tcp((socket) => socket.once('data', () => socket.end('not TLS at all')));
  const api = open(url.replace('http:', 'https:'), {});
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('not-sent');
});

test('a TLS handshake that never ends: certainly not sent, within the connect limit', async () => {
  const { url } = await tcp(() => undefined);
  const api = open(url.replace('http:', 'https:'), { connectMs: 100 });
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('not-sent');
});

test('a connection reset after the request: perhaps sent', async () => {
  const { url } = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const api = open(url, {});
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('maybe-sent');
});

test('a reply cut in the middle: perhaps sent', async () => {
  const { url } = await tcp((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"ok"')),
  );
  const api = open(url, {});
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('maybe-sent');
});

test('silence until the reply limit: perhaps sent', async () => {
  const { api } = await serve(() => undefined, { replyMs: 100 });
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('maybe-sent');
});

test('a reply without end: perhaps sent', async () => {
  const { api } = await serve(
    (_request, response) => {
      response.end('x'.repeat(5_000));
    },
    { maxReplyBytes: 1_000 },
  );
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'x')))).toBe('maybe-sent');
});

test('aborted before it began, or while it waited for a connection: certainly not sent', async () => {
  let arrived = 0;
  const { api, call } = await serve(
    (_request, response) => {
      arrived++;
      setTimeout(() => response.end(SENT), 100);
    },
    { sendConnections: 1 },
  );
  const stopped = new AbortController();
  stopped.abort();
  expect(classifyNetworkError(await failure(call('sendMessage', stopped)))).toBe('not-sent');

  const first = api.sendMessage(1, 'x');
  const waiting = new AbortController();
  const second = failure(call('sendMessage', waiting));
  waiting.abort();
  expect(classifyNetworkError(await second)).toBe('not-sent');
  await first;
  await api.sendMessage(1, 'third');
  expect(arrived).toBe(2);
});

test('aborted under way: perhaps sent', async () => {
  const stop = new AbortController();
  const { call } = await serve(() => stop.abort());
  expect(classifyNetworkError(await failure(call('sendMessage', stop)))).toBe('maybe-sent');
});

test('no abort listener outlives its call, however the call ends', async () => {
  const statuses = [200, 502, 0];
  const { fetch, url } = await serve((request, response) => {
    const status = statuses.shift();
    if (status === 0) request.socket.resetAndDestroy();
    else response.writeHead(status ?? 200).end(SENT);
  });
  const listeners = new Set<() => void>();
  const signal = {
    aborted: false,
    addEventListener: (_type: 'abort', listener: () => void) => void listeners.add(listener),
    removeEventListener: (_type: 'abort', listener: () => void) => void listeners.delete(listener),
  };
  for (let i = 0; i < 3; i++) {
    const call = fetch.fetch(`${url}/bot1/sendMessage`, { method: 'POST', body: '{}', signal });
    expect(listeners.size).toBe(1);
    await call.catch(() => undefined);
    expect(listeners.size).toBe(0);
  }
});

test('errors do not tell the token', async () => {
  const api = open(await closedAddress(), {});
  const error = await failure(api.sendMessage(1, 'x'));
  const inner = error instanceof HttpError ? error.error : undefined;
  expect(`${String(error)} ${String(inner)} ${JSON.stringify(inner)}`).not.toContain('sesame');
});

test('closing waits for what is in flight', async () => {
  const { api, fetch } = await serve((_request, response) => {
    setTimeout(() => response.end(SENT), 50);
  });
  const sent = api.sendMessage(1, 'x');
  await once(process, 'never', { signal: AbortSignal.timeout(10) }).catch(() => undefined);
  await fetch.close();
  expect((await sent).message_id).toBe(7);
  expect(classifyNetworkError(await failure(api.sendMessage(1, 'y')))).toBe('not-sent');
});

test('an unknown error may have been sent; a known one inside others is found', () => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
  expect(classifyNetworkError(new Error('odd'))).toBe('maybe-sent');
  expect(classifyNetworkError('odd')).toBe('maybe-sent');
  expect(classifyNetworkError(new TypeError('fetch failed', { cause: refused }))).toBe('not-sent');
  expect(classifyNetworkError(new HttpError('x', refused))).toBe('not-sent');
});

type Handler = (...args: Parameters<RequestListener>) => unknown;

type Served = {
  readonly api: Api;
  readonly fetch: TelegramFetch;
  readonly url: string;
  readonly call: (method: string, controller: AbortController) => Promise<unknown>;
};

async function serve(handler: Handler, limits: Partial<TelegramFetchLimits> = {}): Promise<Served> {
  const server = await startHttp((request, response) => {
    handler(request, response);
  });
  closers.push(() => server.close());
  const fetch = createTelegramFetch(limits);
  const call: Served['call'] = (method, { signal }) =>
    fetch.fetch(`${server.url}/bot1/${method}`, { method: 'POST', body: '{}', signal });
  return { api: apiOver(server.url, fetch), fetch, url: server.url, call };
}

async function tcp(onSocket: Parameters<typeof startTcp>[0]): Promise<{ url: string }> {
  const server = await startTcp(onSocket);
  closers.push(() => server.close());
  return server;
}

function open(url: string, limits: Partial<TelegramFetchLimits>): Api {
  return apiOver(url, createTelegramFetch(limits));
}

function apiOver(apiRoot: string, { fetch }: TelegramFetch): Api {
  return new Api(TOKEN, { apiRoot, fetch });
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = await request.toArray();
  return Buffer.concat(chunks).toString('utf8');
}
