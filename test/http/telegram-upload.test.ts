import type { RequestListener } from 'node:http';
import { Api, InputFile } from 'grammy';
import { expect, onTestFinished, test } from 'vitest';
import { createTelegramFetch, type TelegramFetchLimits } from '../../src/http/telegram-fetch.ts';
import { classifyNetworkError } from '../../src/http/network-error.ts';
import { closedAddress, startHttp, startTcp } from '../support/vendor-http.ts';

const SENT = '{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":1,"type":"private"}}}';

test('bytes, caption and buttons arrive as one form', async () => {
  const png = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  let form: FormData | undefined;
  const url = await http(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const type = request.headers['content-type'] ?? '';
    form = await new Response(body, { headers: { 'content-type': type } }).formData();
    response.end(SENT);
  });
  const reply_markup = { inline_keyboard: [[{ text: 'Grüße', callback_data: 'x' }]] };
  const sent = await apiOver(url).sendPhoto(1, new InputFile(png, 'chart.png'), {
    caption: 'Zwei\nZeilen',
    reply_markup,
  });
  expect(sent.message_id).toBe(7);
  expect(form?.get('caption')).toBe('Zwei\nZeilen');
  expect(form?.get('reply_markup')).toBe(JSON.stringify(reply_markup));
  const photo = form?.get('photo');
  const file = typeof photo === 'string' ? form?.get(photo.replace('attach://', '')) : photo;
  expect(file).toMatchObject({ name: 'chart.png' });
  expect(file instanceof File && (await file.bytes())).toEqual(png);
});

test('nobody listening: certainly not sent', async () => {
  expect(await verdict(apiOver(await closedAddress()))).toBe('not-sent');
});

test('TLS that cannot be set up, or never ends: certainly not sent', async () => {
  const refusing = await tcp((socket) => socket.once('data', () => socket.end('not TLS at all')));
  const secure = (url: string): string => url.replace('http:', 'https:');
  expect(await verdict(apiOver(secure(refusing)))).toBe('not-sent');
  const silent = await tcp(() => undefined);
  expect(await verdict(apiOver(secure(silent), { connectMs: 100 }))).toBe('not-sent');
});

test('given up before it began, or while it waited for a connection: certainly not sent', async () => {
  let arrived = 0;
  const url = await http((request, response) => {
    arrived++;
    request.resume();
    setTimeout(() => response.end(SENT), 100);
  });
  const api = apiOver(url, { sendConnections: 1 });
  expect(await verdict(api, AbortSignal.abort())).toBe('not-sent');
  const first = upload(api);
  expect(await verdict(api, AbortSignal.timeout(30))).toBe('not-sent');
  await first;
  await upload(api);
  expect(arrived).toBe(2);
});

test('cut while the file goes up, or after it: perhaps sent', async () => {
  const early = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await verdict(apiOver(early))).toBe('maybe-sent');
  const url = await http(async (request) => {
    await request.toArray();
    request.socket.resetAndDestroy();
  });
  expect(await verdict(apiOver(url))).toBe('maybe-sent');
});

test('silence after the file, and a file that nobody takes in: perhaps sent, within the limit', async () => {
  const url = await http((request) => void request.resume());
  expect(await verdict(apiOver(url, { replyMs: 100 }))).toBe('maybe-sent');
  // Never reads: the sender's buffers fill up and stay full.
  const stuck = await tcp((socket) => socket.pause());
  const before = performance.now();
  expect(await verdict(apiOver(stuck, { replyMs: 300 }))).toBe('maybe-sent');
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('given up under way: perhaps sent', async () => {
  const stop = new AbortController();
  const url = await http((request) => void request.once('data', () => stop.abort()));
  expect(await verdict(apiOver(url), stop.signal)).toBe('maybe-sent');
});

test('a refusal that does not wait for the file is heard', async () => {
  const url = await http((_request, response) => {
    response.writeHead(413, { connection: 'close' }).end('<html>Request Entity Too Large</html>');
  });
  const error = await failure(upload(apiOver(url)));
  expect(error).toMatchObject({ error_code: 413 });
});

test('after each of these the next upload works', async () => {
  const faults = ['cut', 'refuse', 'none'];
  const url = await http(async (request, response) => {
    const fault = faults.shift();
    if (fault === 'cut') return void request.socket.resetAndDestroy();
    await request.toArray();
    response.writeHead(fault === 'refuse' ? 502 : 200).end(fault === 'none' ? SENT : '<html>');
  });
  const api = apiOver(url, { sendConnections: 1 });
  expect(await verdict(api)).toBe('maybe-sent');
  expect(await failure(upload(api))).toMatchObject({ error_code: 502 });
  expect((await upload(api)).message_id).toBe(7);
});

/** Larger than what sockets hold on their way. */
const LARGE = new Uint8Array(8 * 1024 * 1024);

function apiOver(apiRoot: string, limits: Partial<TelegramFetchLimits> = {}): Api {
  const { fetch } = createTelegramFetch(limits);
  return new Api('123456:sesame', { apiRoot, fetch });
}

function upload(api: Api, signal?: AbortSignal) {
  return api.sendPhoto(1, new InputFile(LARGE, 'chart.png'), {}, signal as never);
}

async function verdict(api: Api, signal?: AbortSignal) {
  return classifyNetworkError(await failure(upload(api, signal)));
}

async function http(handler: (...args: Parameters<RequestListener>) => unknown): Promise<string> {
  const server = await startHttp((request, response) => {
    handler(request, response);
  });
  onTestFinished(() => server.close());
  return server.url;
}

async function tcp(onSocket: Parameters<typeof startTcp>[0]): Promise<string> {
  const server = await startTcp(onSocket);
  onTestFinished(() => server.close());
  return server.url;
}

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
}
