import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import { createEntryFeed } from '../../src/providers/entry-feed.ts';
import { readFeedRow } from '../../src/providers/entry-feed-rows.ts';
import { startHttp } from '../support/http-server.ts';
import { closedAddress } from '../support/vendor-http.ts';

type Answer = NonNullable<Parameters<typeof startHttp>[0]>;

const QUICK = { retries: 0, attemptMs: 400, connectMs: 400 };

async function aFeed(answer: Answer, path = '/entries.json?key=SECRET') {
  const server = await startHttp(answer);
  onTestFinished(() => server.close());
  return { feed: feedAt(`${server.url}${path}`), server, host: new URL(server.url).host };
}

function feedAt(url: string) {
  const feed = createEntryFeed(
    { url, limits: QUICK },
    { clock: () => instant(0), elapsed: () => 0, random: () => 0.5 },
  );
  onTestFinished(() => feed.close());
  return feed;
}

const says =
  (value: unknown, status = 200): Answer =>
  (response) => {
    response.statusCode = status;
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };

const NVDA = { ticker: 'NVDA', system: 1, level: 150, date: '2026-01-05' };
const READ = { ticker: 'NVDA', system: 1, session: '2026-01-05', level: 150 };

test.each([
  ['an array', [NVDA]],
  ['entries in an object', { entries: [NVDA], updated: 'now' }],
])('rows are read out of %s', async (_what, body) => {
  const { feed, host } = await aFeed(says(body));
  expect(feed.host).toBe(host);
  expect(await feed.read()).toEqual({
    kind: 'entries',
    entries: [{ ...READ, n: undefined, stop: undefined }],
    unread: 0,
  });
});

test('rows that cannot be read are counted, and the others count all the same', async () => {
  const odd = [
    null,
    7,
    'NVDA',
    [],
    {},
    { ...NVDA, ticker: '../../etc' },
    { ...NVDA, system: 3 },
    { ...NVDA, system: 55.5 },
    { ...NVDA, level: -1 },
    { ...NVDA, level: 'high' },
    { ...NVDA, level: 1e300 },
    { ...NVDA, date: '2026-02-30' },
    { ...NVDA, date: 'yesterday' },
    { ...NVDA, date: null },
    { ...NVDA, side: 'short' },
  ];
  const { feed } = await aFeed(says([...odd, NVDA]));
  expect(await feed.read()).toMatchObject({
    kind: 'entries',
    entries: [READ],
    unread: odd.length,
  });
});

test.each([
  [{ symbol: 'nvda', period: 55, price: '150.50', date: '20260105' }, 2, 150.5],
  [{ Symbol: '$NVDA', System: 'S2', Price: 150, Date: '2026-01-05T21:00:00Z' }, 2, 150],
  [{ ticker: 'NASDAQ:NVDA', days: '20-day', level: 150, date: 1_767_628_800 }, 1, 150],
  [{ ticker: 'NVDA', system: '20', level: 150, date: 1_767_628_800_000, side: 'LONG' }, 1, 150],
  [{ ...NVDA, extra: { deep: [1] }, price: 149 }, 1, 150],
])('%o is understood', (row, system, level) => {
  expect(readFeedRow(row)).toMatchObject({ ...READ, system, level });
});

test('a stop and N are taken where they are figures, and left out where they are not', () => {
  expect(readFeedRow({ ...NVDA, stop: 140.5, atr: '4.75' })).toMatchObject({
    stop: 140.5,
    n: 4.75,
  });
  expect(readFeedRow({ ...NVDA, stop: 'n/a', n: null })).toMatchObject({
    ...READ,
    stop: undefined,
    n: undefined,
  });
});

test('no row whatever is more than unreadable', () => {
  const cell = fc.oneof(fc.jsonValue(), fc.constantFrom('NVDA', 20, '55', '2026-01-05', 1e308));
  const names = ['ticker', 'symbol', 'system', 'period', 'days', 'price', 'level', 'date', 'stop'];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), cell), (row) => {
      const read = readFeedRow(row);
      if (read === undefined) return;
      expect(read.level).toBeGreaterThan(0);
      expect([1, 2]).toContain(read.system);
      expect(new Date(`${read.session}T00:00:00Z`).toISOString()).toContain(read.session);
    }),
  );
});

test.each([
  ['bad JSON', says('{"entries": ['), 'unreadable'],
  ['a page', says('<!doctype html>'), 'unreadable'],
  ['an object without entries', says({ rows: [] }), 'unreadable'],
  ['a key twice', says('{"entries":[],"entries":[]}'), 'unreadable'],
  ['status 500', says('', 500), 'server-error'],
  ['status 404', says('', 404), 'not-found'],
  ['status 429', says('', 429), 'rate-limited'],
  ['a login page', redirects, 'blocked'],
  ['more than a megabyte', says(['x'.repeat(1024 * 1024)]), 'unreadable'],
  ['a megabyte that came compressed', bomb, 'unreadable'],
  ['a cut in the middle', cut, 'unreachable'],
  ['silence', () => undefined, 'timeout'],
  ['a trickle', trickle, 'timeout'],
] as const)('%s is a failure, and says so without the address', async (_what, answer, reason) => {
  const { feed, host } = await aFeed(answer);
  const reply = await feed.read();
  expect(reply).toMatchObject({ kind: 'failed', reason });
  const detail = reply.kind === 'failed' ? reply.detail : '';
  expect(detail).toContain(host);
  expect(detail).not.toMatch(/SECRET|entries\.json/);
});

test('nobody listening is a failure', async () => {
  const feed = feedAt(`${await closedAddress()}/entries`);
  expect(await feed.read()).toMatchObject({ kind: 'failed', reason: 'unreachable' });
});

test('rows beyond two thousand are not read, and that is said', async () => {
  const { feed } = await aFeed(says(Array.from({ length: 2_010 }, () => NVDA)));
  const reply = await feed.read();
  expect(reply).toMatchObject({ kind: 'entries', unread: 10 });
});

test('a name and a password in the address are sent as such', async () => {
  const { server } = await aFeed(says([]));
  const url = server.url.replace('//', '//ann:s%40cret@');
  await feedAt(`${url}/entries`).read();
  const sent = String(server.seen.at(-1)?.headers['authorization']);
  expect(atob(sent.replace('Basic ', ''))).toBe('ann:s@cret');
});

function redirects(response: Parameters<Answer>[0]): void {
  response.writeHead(302, { location: 'https://elsewhere.example/login' }).end();
}

function bomb(response: Parameters<Answer>[0]): void {
  response.setHeader('content-encoding', 'gzip');
  response.end(gzipSync(`["${'x'.repeat(3 * 1024 * 1024)}"]`));
}

function cut(response: Parameters<Answer>[0]): void {
  response.writeHead(200, { 'content-length': '100' }).write('[');
  setTimeout(() => response.destroy(), 20);
}

function trickle(response: Parameters<Answer>[0]): void {
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
}
