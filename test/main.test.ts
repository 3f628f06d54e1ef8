import { spawnSync } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDb } from '../src/db/open.ts';
import { recoveryCode } from '../src/db/recovery-code.ts';
import { holdKey } from '../src/db/sealing-key.ts';
import { startLab } from './support/telegram-lab.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { aFolder, MIGRATIONS } from './support/database.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const TOKEN = '1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

function start(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    cwd: aFolder(),
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status, stdout, stderr };
}

/** As `start`, but without blocking this process, whose servers must go on answering. */
async function startBeside(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    cwd: aFolder(),
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = await once(child, 'exit');
  return { status: Number(status), said };
}

test('--check-config tells what is on and off, without secrets', () => {
  const { status, stdout } = start(['--check-config'], {
    TELEGRAM_BOT_TOKEN: TOKEN,
    OWNER_IDS: '5',
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^on\s+Telegram/m);
  expect(stdout).not.toContain(TOKEN);
});

test('a wrong variable is named, with what was read and what is allowed', () => {
  const { status, stderr } = start(['--check-config'], { PORT: 'eighty' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/PORT is "eighty"\. Allowed: /);
});

test('a second instance is refused in a plain sentence', () => {
  const path = join(aFolder(), 'x.db');
  const db = openDb(path, MIGRATIONS);
  const { status, stderr } = start([], {
    TELEGRAM_BOT_TOKEN: TOKEN,
    DATABASE_PATH: path,
    PORT: '0',
  });
  db.close();
  expect(status).toBe(1);
  expect(stderr).toContain('Another Bellwether is already using');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a token that Telegram does not know is said in one plain sentence', async () => {
  const { server } = await startLab();
  const { status, said } = await startBeside({
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: server.url,
    DATABASE_PATH: join(aFolder(), 'x.db'),
    PORT: '0',
  });
  expect(status).toBe(1);
  expect(said).toContain('Telegram does not accept TELEGRAM_BOT_TOKEN');
  expect(said).not.toContain(TOKEN);
});

test('--backup copies the database and names the copy', () => {
  const folder = aFolder();
  const path = join(folder, 'x.db');
  openDb(path, MIGRATIONS).close();
  const { status, stdout } = start(['--backup'], { DATABASE_PATH: path });
  expect(status).toBe(0);
  expect(stdout).toMatch(/Backed up to .*backups.bellwether-\d{8}-\d{6}\.db/);
});

test('--backup without a database says so', () => {
  const { status, stderr } = start(['--backup'], { DATABASE_PATH: join(aFolder(), 'none.db') });
  expect(status).toBe(1);
  expect(stderr).toContain('There is no database at');
});

test('--recover-key writes the key file on a new machine, or says what is wrong with the code', () => {
  const databasePath = join(aFolder(), 'x.db');
  const key = createSecretKey(Buffer.alloc(32, 7));
  const env = { DATABASE_PATH: databasePath };
  const wrong = start(['--recover-key', '7K2M-7K2M'], env);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain('has 8 letters and digits in place of 56');
  const { status, stdout } = start(['--recover-key', ...recoveryCode(key).split('-')], env);
  expect(status).toBe(0);
  expect(stdout).toContain(`${databasePath}.key`);
  expect(holdKey({ databasePath, sealingKey: undefined }).key.equals(key)).toBe(true);
});
