import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { postOnce, type SingleLimits } from '../../src/http/single-request.ts';
import { closedAddress, startHttp, startTcp } from '../support/vendor-http.ts';

const LIMITS: SingleLimits = { connectMs: 300, wholeMs: 400, maxBodyBytes: 1_000 };
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

function post(url: string, limits: Partial<SingleLimits> = {}) {
  const headers = { 'content-type': 'application/json' };
  return postOnce({ url, headers, body: '{"quantity":-1}' }, { ...LIMITS, ...limits });
}

/** Counts whole requests below HTTP, and answers each as told. */
async function counting(answer: (socket: Socket, count: number) => void) {
  const seen = { connections: 0, requests: 0 };
  const server = await startTcp((socket) => {
    seen.connections++;
    socket.on('data', (data) => {
      // The body ends what is asked, and it may come by itself.
      if (!data.toString().endsWith('{"quantity":-1}')) return;
      seen.requests++;
      answer(socket, seen.requests);
    });
  });
  onTestFinished(() => server.close());
  return { url: `${server.url}/orders`, seen };
}

test('an answer comes whole, with its status', async () => {
  const server = await startHttp((_request, response) => {
    response.statusCode = 400;
    response.end('{"code":"No"}');
  });
  onTestFinished(() => server.close());
  expect(await post(server.url)).toEqual({ kind: 'replied', status: 400, body: '{"code":"No"}' });
});

test('where nobody listens nothing was sent', async () => {
  const outcome = await post(await closedAddress());
  expect(outcome).toEqual({ kind: 'not-sent', code: 'ECONNREFUSED' });
});

test('a name that leads nowhere means that nothing was sent', async () => {
  expect(await post('http://nowhere.invalid')).toMatchObject({ kind: 'not-sent' });
});

test('what cannot be a request is not sent', async () => {
  const request = { url: await closedAddress(), headers: { bad: 'line\nbreak' }, body: '{}' };
  expect(await postOnce(request, LIMITS)).toMatchObject({ kind: 'not-sent' });
});

test('a host that never finishes its handshake was sent nothing', async () => {
  const { url, seen } = await counting(() => undefined);
  const outcome = await post(url.replace('http:', 'https:'));
  expect(outcome.kind).toBe('not-sent');
  await sleep(300);
  expect(seen.requests).toBe(0);
});

test.each<[string, (socket: Socket) => void]>([
  ['a connection that is reset', (socket) => socket.resetAndDestroy()],
  ['a connection that is closed', (socket) => socket.end()],
  [
    'a connection that breaks off in the middle of the status',
    (socket) => socket.end('HTTP/1.1 2'),
  ],
  ['words that are no HTTP', (socket) => socket.end('hello, who is there?\r\n\r\n')],
  ['silence', () => undefined],
  [
    'another interim answer and then nothing',
    (socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\n\r\n');
    },
  ],
])('after %s the order may have been taken, and is asked once alone', async (_what, answer) => {
  const { url, seen } = await counting(answer);
  expect(await post(url)).toMatchObject({ kind: 'maybe-sent' });
  await sleep(500);
  expect(seen).toEqual({ connections: 1, requests: 1 });
});

test.each<[string, (socket: Socket) => void]>([
  ['cut', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"id":')],
  [
    'endless',
    (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n${'x'.repeat(5_000)}`);
    },
  ],
  [
    'late',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{');
    },
  ],
])('of an answer that is %s its status is known and nothing else', async (_what, answer) => {
  const { url, seen } = await counting(answer);
  expect(await post(url)).toEqual({ kind: 'replied', status: 200, body: undefined });
  expect(seen.requests).toBe(1);
});

test('a redirect is not followed', async () => {
  const { url, seen } = await counting((socket) => {
    socket.end('HTTP/1.1 307 Temporary Redirect\r\nlocation: /orders\r\ncontent-length: 0\r\n\r\n');
  });
  expect(await post(url)).toMatchObject({ kind: 'replied', status: 307 });
  expect(seen.requests).toBe(1);
});

test('each request has a connection of its own, so that none meets one that is just being closed', async () => {
  const { url, seen } = await counting((socket) => void socket.write(ANSWER));
  for (let turn = 0; turn < 3; turn++)
    expect(await post(url)).toMatchObject({ kind: 'replied', status: 200 });
  expect(seen).toEqual({ connections: 3, requests: 3 });
});

test('an answer after the time limit changes nothing', async () => {
  const { url, seen } = await counting((socket) => {
    setTimeout(() => socket.write(ANSWER), 300);
  });
  expect(await post(url, { wholeMs: 100 })).toEqual({ kind: 'maybe-sent', code: 'TIMEOUT' });
  await sleep(400);
  expect(seen.requests).toBe(1);
});
