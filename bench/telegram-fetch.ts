import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Api } from 'grammy';
import { createTelegramFetch } from '../src/http/telegram-fetch.ts';

/**
 * CPU of this process per sendMessage through grammY's own API: our fetch beside grammY's default, taking turns, against a
 * local server in another process. Run by itself: `node bench/telegram-fetch.ts`.
 */
const CALLS = 20_000;
const IN_FLIGHT = 64;
const ROUNDS = 7;
const REPLY =
  '{"ok":true,"result":{"message_id":7,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}';
const TEXT = '<b>NVDA 119.8</b> fell below 120\n' + 'Set by you on 2 January. '.repeat(12);

if (process.argv[2] === 'server') serve();
else await compare();

function serve(): void {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.setHeader('content-type', 'application/json').end(REPLY);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
}

async function compare(): Promise<void> {
  const server = fork(new URL(import.meta.url), ['server']);
  const [port]: unknown[] = await once(server, 'message');
  const apiRoot = `http://127.0.0.1:${String(port)}`;
  const { fetch, close } = createTelegramFetch();
  const contenders = [
    { name: 'ours', api: new Api('1:x', { apiRoot, fetch }), figures: new Array<number>() },
    { name: 'grammY default', api: new Api('1:x', { apiRoot }), figures: new Array<number>() },
  ];
  for (const { api } of contenders) await cpuPerCall(api);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { api, figures } of contenders) figures.push(await cpuPerCall(api));
  }
  for (const { name, figures } of contenders) {
    const sorted = figures.toSorted((a, b) => a - b);
    const [low, middle, high] = [0, Math.floor(ROUNDS / 2), ROUNDS - 1].map(
      (i) => sorted[i] ?? NaN,
    );
    console.log(
      `${name.padEnd(16)} ${middle?.toFixed(1)} µs CPU per call (${low?.toFixed(1)}–${high?.toFixed(1)})`,
    );
  }
  await close();
  server.kill();
}

/** Microseconds of user and system time. */
async function cpuPerCall(api: Api): Promise<number> {
  const before = process.cpuUsage();
  let left = CALLS;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await api.sendMessage(1, TEXT, { parse_mode: 'HTML' });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}
