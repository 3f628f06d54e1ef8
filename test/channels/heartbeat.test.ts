import { afterEach, expect, test } from 'vitest';

import { createHeartbeatLine } from '../../src/channels/heartbeat.ts';
import { createLog } from '../../src/log.ts';
import { startHttp } from '../support/http-server.ts';

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

function lineTo(url: string) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', secrets: [url], write: (text) => lines.push(text) });
  const line = createHeartbeatLine(url, { log, attemptMs: 300 });
  open.push(line);
  return { beat: (sign: 'ok' | 'fail') => line.beat(sign), lines };
}

test('a good beat asks the address itself, a bad one its /fail, the query kept', async () => {
  const server = await startHttp();
  open.push(server);
  const { beat } = lineTo(`${server.url}/uuid-1?rid=2`);
  expect(await beat('ok')).toBe(true);
  expect(await beat('fail')).toBe(true);
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /uuid-1?rid=2',
    'GET /uuid-1/fail?rid=2',
  ]);
});

test('a refused, silent or absent watcher is logged and nothing else', async () => {
  const refusing = await startHttp((response) => response.writeHead(404).end());
  const silent = await startHttp(() => undefined);
  open.push(refusing, silent);
  for (const url of [refusing.url, silent.url, 'http://127.0.0.1:1']) {
    const { beat, lines } = lineTo(url);
    expect(await beat('ok')).toBe(false);
    expect(lines).toHaveLength(1);
  }
});
