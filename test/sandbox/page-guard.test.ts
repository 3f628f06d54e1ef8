import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startSandboxPage } from '../../src/sandbox/page/page.ts';
import { createReplay } from '../../src/sandbox/replay/replay.ts';
import { createWorld } from '../../src/sandbox/telegram/world.ts';

async function startPage(host?: string) {
  const replay = createReplay({
    startAt: '2020-01-02',
    wallNow: () => 0,
    onStep: () => Promise.resolve(),
  });
  const world = createWorld({ now: replay.clock });
  const page = await startSandboxPage({ world, replay, port: 0, ...(host ? { host } : {}) });
  onTestFinished(() => page.close());
  return { ...page, world };
}

/** As `fetch`, which would not let the Host header be chosen. */
async function ask(url: string, headers: Readonly<Record<string, string>>, body?: string) {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const method = body === undefined ? 'GET' : 'POST';
  request(url, { method, headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  })
    .on('error', reject)
    .end(body);
  return promise;
}

test('a name that only points at this machine is refused', async () => {
  const { url } = await startPage();
  const { port } = new URL(url);
  expect(await ask(url, { host: `evil.example:${port}` })).toBe(421);
  expect(await ask(url, { host: `localhost:${port}` })).toBe(200);
});

test('a foreign page cannot speak for the owner', async () => {
  const { url, world } = await startPage();
  const said = JSON.stringify({ person: 1001, chat: 1001, text: '/rule NVDA < 1' });
  const post = (origin: string) =>
    ask(`${url}/sandbox/say`, { origin, 'content-type': 'text/plain' }, said);
  expect(await post('http://evil.example')).toBe(403);
  expect(await post('null')).toBe(403);
  expect(world.messages(1001)).toEqual([]);
  expect(await post(url)).toBe(200);
});

test('scripts run only from the page’s own files', async () => {
  const { url } = await startPage();
  const response = await fetch(url);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  const page = await response.text();
  expect(page).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
});

test('the page is not opened to other machines', async () => {
  await expect(startPage('0.0.0.0')).rejects.toThrow('only for this machine');
});

test.each([
  ['say', '{"person":1001,"chat":1001}', 400],
  ['say', '{"person":1001,"chat":1001,"text":""}', 400],
  ['say', '{"person":1001,"chat":-77,"text":"x"}', 409],
  ['press', '{"person":1001,"chat":1001,"message":9,"data":"x"}', 409],
  ['replay', '{"do":"explode"}', 400],
  ['say', 'not json', 400],
])('%s %s is answered with %i', async (what, body, status) => {
  const { url } = await startPage();
  expect(await ask(`${url}/sandbox/${what}`, { 'content-type': 'application/json' }, body)).toBe(
    status,
  );
});
