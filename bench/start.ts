import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { get } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chatId } from '../src/core/people.ts';
import { instant } from '../src/core/time.ts';
import { openDb } from '../src/db/open.ts';
import { createStore } from '../src/db/store.ts';
import { ship } from '../test/support/fleet.ts';
import { freePort } from '../test/support/free-port.ts';
import { figure, type Bench, type Figure } from './support/figures.ts';
import { startTelegram } from './support/telegram.ts';
import { fillRules, MIGRATIONS, OWNER, ticker, workFolder } from './support/workbench.ts';

const ROUNDS = 7;
const RULES = 10_000;
const RULES_A_TICKER = 10;
const WARM_UP_MS = 5_000;
const MEMORY_ROUNDS = 3;
/** Long enough for the watchdog's first look, which makes every rule ready. */
const IDLE_MS = 25_000;
const READY_LIMIT_MS = 20_000;

/** The image's process: from spawn to /readyz answering 200, and what it holds in memory when nothing happens. */
export const start: Bench = {
  name: 'start',
  says: `the bundle, compile cache warmed as the Dockerfile does; ${ROUNDS} starts, ${MEMORY_ROUNDS} for memory`,
  async run() {
    using folder = workFolder();
    const shipped = await ship();
    const telegram = await startTelegram();
    const yahoo = await startYahoo();
    const env = { TELEGRAM_API_ROOT: telegram.apiRoot, YAHOO_API_ROOT: yahoo.url };
    const bundled = { main: shipped.main, env };
    await warm(bundled, join(folder.path, 'warm'));
    const ready = await repeat(ROUNDS, (n) => readyAfter(bundled, join(folder.path, `empty-${n}`)));
    const sources = { main: resolve('src/main.ts'), env };
    const plain = await repeat(ROUNDS, (n) => readyAfter(sources, join(folder.path, `plain-${n}`)));
    const filled = join(folder.path, 'filled');
    fill(join(filled, 'bellwether.db'));
    const idle = await repeat(MEMORY_ROUNDS, () => megabytes(bundled, filled, NEVER));
    const busy = await repeat(MEMORY_ROUNDS, () => megabytes(bundled, filled, OFTEN));
    telegram.close();
    yahoo.close();
    shipped.remove();
    const figures: readonly Figure[] = [
      figure('spawn to ready, empty database', ready, { unit: 'ms', goal: 250 }),
      figure('the same from the sources', plain, { unit: 'ms' }),
      figure('resident, 10,000 rules, markets closed', idle, { unit: 'MB', goal: 120 }),
      figure('the same, quotes of 1,000 tickers every 5 s', busy, { unit: 'MB' }),
    ];
    return figures;
  },
};

type Runnable = { readonly main: string; readonly env: Readonly<Record<string, string>> };

async function repeat(
  rounds: number,
  measure: (round: number) => Promise<number>,
): Promise<readonly number[]> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) values.push(await measure(round));
  return values;
}

/** As the Dockerfile fills the compile cache: one start that finds no Telegram, ended after a while. */
async function warm({ main }: Runnable, folder: string): Promise<void> {
  const env = { TELEGRAM_API_ROOT: 'http://127.0.0.1:9' };
  const { child } = await launch({ main, env }, folder);
  await pause(WARM_UP_MS);
  await end(child);
}

async function readyAfter(what: Runnable, folder: string): Promise<number> {
  const { child, begunAt, port } = await launch(what, folder);
  await untilReady(port);
  const took = performance.now() - begunAt;
  await end(child);
  return took;
}

const NEVER = '0 0 0 1 1 *';
const OFTEN = '*/5 * * * * *';

async function megabytes(what: Runnable, folder: string, quotes: string): Promise<number> {
  const env = { ...what.env, SCAN_OUTSIDE_HOURS: 'true', SCAN_QUOTES_CRON: quotes };
  const { child, port } = await launch({ ...what, env }, folder);
  await untilReady(port);
  await pause(IDLE_MS);
  const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
  await end(child);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

type Launched = { readonly child: ChildProcess; readonly begunAt: number; readonly port: number };

async function launch({ main, env }: Runnable, folder: string): Promise<Launched> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const begunAt = performance.now();
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      MALLOC_ARENA_MAX: '1',
      MALLOC_TRIM_THRESHOLD_: '131072',
      TELEGRAM_BOT_TOKEN: '1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      OWNER_IDS: String(OWNER),
      DATABASE_PATH: 'bellwether.db',
      PORT: String(port),
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { child, begunAt, port };
}

async function untilReady(port: number): Promise<void> {
  const limit = performance.now() + READY_LIMIT_MS;
  while (performance.now() < limit) {
    if ((await statusOf(`http://127.0.0.1:${port}/readyz`)) === 200) return;
    await pause(2);
  }
  throw new Error('The program was not ready in time');
}

function statusOf(url: string): Promise<number> {
  return new Promise((done) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    }).on('error', () => done(0));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}`);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function startYahoo() {
  const child = fork(new URL('support/yahoo-server.ts', import.meta.url));
  const [url]: unknown[] = await once(child, 'message');
  return { url: String(url), close: () => child.disconnect() };
}

function fill(path: string): void {
  const db = openDb(path, MIGRATIONS);
  const store = createStore(db);
  const now = instant(Date.now());
  store.chats.add({ id: chatId(OWNER), kind: 'private', title: 'x', linkedBy: undefined }, now);
  const tickerOf = (n: number) => ticker(Math.floor(n / RULES_A_TICKER));
  fillRules(
    store,
    {
      count: RULES,
      chats: 1,
      text: (n) => ({ ticker: tickerOf(n), text: `${tickerOf(n)} > ${200 + n}` }),
    },
    now,
  );
  db.close();
}
