import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { bundle } from '../../build.ts';
import { OWNER } from './homes.ts';

/** The bundled program, as it is shipped. */
export type Shipped = { readonly main: string; remove(): void };

/** Bundles the program once into a folder of its own, inside the project so that its native library is found. */
export async function ship(): Promise<Shipped> {
  mkdirSync('artifacts', { recursive: true });
  const folder = resolve(mkdtempSync('artifacts/shipped-'));
  await bundle({ entry: 'src/main.ts', outdir: folder });
  cpSync('drizzle', join(folder, 'drizzle'), { recursive: true });
  return {
    main: join(folder, 'main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The local Bot API in a process of its own: the witness that outlives every kill. */
export type Witness = {
  readonly url: string;
  readonly token: string;
  /** Runs one of the process's controls. */
  ask(control: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
};

/** `token` is the bot's; one of the witness's own when left out. */
export async function startWitness(ledger: string, token?: string): Promise<Witness> {
  const child = spawn(
    process.execPath,
    [
      resolve('test/support/telegram-process.ts'),
      '--ledger',
      ledger,
      ...(token === undefined ? [] : ['--token', token]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const greeting = greetingSchema.parse(JSON.parse(line));
  const { url } = greeting;
  return {
    ...greeting,
    async ask(control, body = {}) {
      const { status, answer } = await post(`${url}/control/${control}`, JSON.stringify(body));
      if (status !== 200) throw new Error(`${control}: ${answer}`);
      return JSON.parse(answer);
    },
    stop: () => end(child, 'SIGKILL'),
  };
}

/** On a connection of its own: one that is kept may be closed by the other side at the moment in which it is used again. */
async function post(url: string, body: string): Promise<{ status: number; answer: string }> {
  const asking = request(url, { method: 'POST', agent: false });
  asking.end(body);
  const [reply] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: reply.statusCode ?? 0, answer: await text(reply) };
}

const greetingSchema = z.object({ url: z.string(), token: z.string() });

/** One life of the program. */
export type Life = {
  /** Resolves with the milliseconds that the start took; never, when the process ends before. */
  readonly ready: Promise<number>;
  /** Whether it ended by itself. */
  hasDied(): boolean;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGTERM. @returns the exit code, null when it had to be killed after the time limit, 30 s when absent */
  stop(limitMs?: number): Promise<number | null>;
};

export type LifeOptions = {
  readonly main: string;
  /** Where it runs and writes; its log goes to `program.log` there. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
};

const STOP_LIMIT_MS = 30_000;

export function live({ main, folder, env }: LifeOptions): Life {
  const startedAt = performance.now();
  // Nothing is inherited, so that no variable of whoever runs this gets in.
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(folder, 'program.log'), { flags: 'a' });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ready = Promise.withResolvers<number>();
  createInterface(child.stdout).on('line', (line) => {
    if (line.includes('"Bellwether is running"')) ready.resolve(performance.now() - startedAt);
  });
  child.once('close', () => log.end());
  return {
    ready: ready.promise,
    hasDied: () => child.exitCode !== null,
    kill: () => end(child, 'SIGKILL'),
    async stop(limitMs = STOP_LIMIT_MS) {
      const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
      await end(child, 'SIGTERM');
      clearTimeout(limit);
      return child.exitCode;
    },
  };
}

/** What a program is told, to stand between the pretend services. `yahoo` is an address. */
export function envFor(around: {
  readonly witness: Witness;
  readonly yahoo: string;
  readonly database: string;
}) {
  return {
    TELEGRAM_BOT_TOKEN: around.witness.token,
    TELEGRAM_API_ROOT: around.witness.url,
    YAHOO_API_ROOT: around.yahoo,
    OWNER_IDS: String(OWNER),
    DATABASE_PATH: around.database,
    PORT: '0',
  };
}

/** Has prices looked at every second, at any hour. */
export const EVERY_SECOND = { SCAN_QUOTES_CRON: '* * * * * *', SCAN_OUTSIDE_HOURS: 'true' };

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Looks again until it is so. @returns false when it was not so within the time limit */
export async function until(
  isSo: () => boolean,
  { limitMs, everyMs = 20 }: { readonly limitMs: number; readonly everyMs?: number },
): Promise<boolean> {
  const limit = performance.now() + limitMs;
  while (!isSo()) {
    if (performance.now() > limit) return false;
    await pause(everyMs);
  }
  return true;
}
