import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { parseTicker } from '../../src/core/ticker.ts';
import { createHttpClient } from '../../src/http/client.ts';
import { toYahooSymbol } from '../../src/providers/yahoo-symbol.ts';
import { startHttp } from '../support/http-server.ts';
import { startBot } from '../support/bot.ts';

const TICKER = /^[\^A-Z0-9][A-Z0-9.\-^=]{0,19}$/;

test.each([
  ['nvda', 'NVDA'],
  [' $brk.b ', 'BRK.B'],
  ['NASDAQ:NVDA', 'NVDA'],
  ['ＮＶＤＡ', 'NVDA'],
  ['^vix', '^VIX'],
  ['eurusd=x', 'EURUSD=X'],
])('%j is read as %s', (typed, ticker) => expect(parseTicker(typed)).toBe(ticker));

test.each([
  '../../etc/passwd',
  'NVDA/../AMD',
  'NVDA?x=1',
  'NVDA#',
  'NVDA&symbols=AMD',
  'NVDA%2f',
  "NVDA'; drop table rule; --",
  'NVDA\0',
  'NV DA',
  'NVDA\n',
  'X'.repeat(21),
  '',
  '-',
  'A:B:NVDA',
  '\u202eADVN',
])('%j is no ticker', (typed) => {
  const read = parseTicker(typed);
  // A line's end around it is what a paste brings along.
  if (typed.trim() === 'NVDA') return expect(read).toBe('NVDA');
  return expect(read).toBeUndefined();
});

test('whatever is read as a ticker is one, and stands in an address without changing it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      const ticker = parseTicker(typed);
      if (ticker === undefined) return;
      expect(ticker).toMatch(TICKER);
      const { pathname, search } = new URL(
        `https://x.example/v8/chart/${encodeURIComponent(toYahooSymbol(ticker))}`,
      );
      expect(decodeURIComponent(pathname)).toBe(`/v8/chart/${toYahooSymbol(ticker)}`);
      expect(search).toBe('');
    }),
    { numRuns: 2_000 },
  );
});

test('a ticker that no source knows makes no rule', async () => {
  const lab = await startBot();
  await lab.ann.sends('/rule! ZZZZQ > 1');
  expect(lab.program.parts.store.rules.ofChat(lab.ann.id as never)).toEqual([]);
});

test('words that are SQL elsewhere are words here', async () => {
  const lab = await startBot();
  const { ann, program } = lab;
  const words = ["x'; drop table rule; --", '%_%', "' or 1=1 --", '"; attach database "/tmp/x'];
  for (const word of words)
    for (const command of [
      '/list new',
      '/history',
      '/audit',
      '/unmute',
      '/rules',
      '/why',
      '/users',
    ])
      await ann.sends(`${command} ${word}`);
  const tables = program.parts.db.sqlite
    .prepare<[], { n: number }>("select count(*) as n from sqlite_master where name = 'rule'")
    .get();
  expect(tables?.n).toBe(1);
  expect(lab.complaints).toEqual([]);
});

test('a reply that unpacks to more than 5 MB is cut off while it unpacks', async () => {
  const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024, 0x20));
  expect(bomb.length).toBeLessThan(100_000);
  const server = await startHttp((response) =>
    response.setHeader('content-encoding', 'gzip').end(bomb),
  );
  onTestFinished(() => server.close());
  const deps = { elapsed: () => performance.now(), random: () => 0.5 };
  const http = createHttpClient({ source: 'x', ...deps });
  onTestFinished(() => http.close());
  const before = process.memoryUsage().rss;
  await expect(http.getJson({ url: `${server.url}/`, name: 'x' }, z.unknown())).rejects.toThrow();
  expect((process.memoryUsage().rss - before) / 1024 ** 2).toBeLessThan(64);
});
