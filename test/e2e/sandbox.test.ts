import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, onTestFailed, onTestFinished, test } from 'vitest';
import { WITHOUT_CHROMIUM, hasChromium, openBrowser, picture } from '../support/browser.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const READY_WITHIN_MS = 20_000;
const ANSWER = { timeout: 15_000 };
const JUMP = { timeout: 90_000 };

/** What `npm start` starts, without a token and with an empty database. */
async function startProgram(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-e2e-'));
  const port = await freePort();
  const program = spawn(process.execPath, ['src/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      // Empty, so that a token in the developer's own .env does not count.
      TELEGRAM_BOT_TOKEN: '',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_PATH: join(folder, 'bellwether.db'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  program.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  program.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  onTestFailed(() => void process.stderr.write(said.join('')));
  onTestFinished(async () => {
    await stop(program);
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(url)).ok, { program, said });
  return url;
}

type Watched = { readonly program: ChildProcess; readonly said: readonly string[] };

async function until(isReady: () => Promise<boolean>, { program, said }: Watched): Promise<void> {
  const latest = Date.now() + READY_WITHIN_MS;
  while (!(await isReady().catch(() => false))) {
    if (program.exitCode !== null) throw new Error(`the program ended:\n${said.join('')}`);
    if (Date.now() > latest) throw new Error(`the page did not open:\n${said.join('')}`);
    await sleep(100);
  }
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  const patience = setTimeout(() => program.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(patience);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function says(page: Page, text: string): Promise<Locator> {
  const before = await page.getByTestId('message').count();
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('send').click();
  const reply = page.getByTestId('message').nth(before + 1);
  await expect.poll(() => reply.count(), ANSWER).toBe(1);
  return reply;
}

/** Presses the first button whose label reads so; says whether there was one. */
async function pressIfOffered(message: Locator, label: RegExp): Promise<boolean> {
  const offered = message.getByTestId('button').filter({ hasText: label });
  if ((await offered.count()) === 0) return false;
  await offered.first().click();
  return true;
}

/** The card says what was understood before it is armed; the first rule of all asks for the time zone. */
async function armRule(page: Page, rule: string): Promise<void> {
  const card = await says(page, rule);
  await expect.poll(() => card.innerText(), ANSWER).toMatch(/GSPC crosses below 2,500/);
  await expect.poll(() => pressIfOffered(card, /Arm/), ANSWER).toBe(true);
  await expect.poll(() => card.innerText(), ANSWER).toMatch(/Armed/);
  const question = page.getByTestId('message').last();
  await expect.poll(() => pressIfOffered(question, /New York/), ANSWER).toBe(true);
  await expect.poll(() => question.innerText(), ANSWER).toContain('edited');
}

async function pressAndSee(alert: Locator, label: RegExp): Promise<void> {
  const id = await alert.getAttribute('data-message-id');
  const before = await alert.innerText();
  const labels = () => alert.getByTestId('button').allInnerTexts();
  await expect.poll(async () => (await labels()).join(' | '), ANSWER).toMatch(label);
  expect(await pressIfOffered(alert, label)).toBe(true);
  await expect.poll(() => alert.innerText(), ANSWER).not.toBe(before);
  expect(await alert.getAttribute('data-message-id')).toBe(id);
  await expect.poll(() => alert.innerText(), ANSWER).toContain('edited');
}

describe.skipIf(!hasChromium)(
  `the sandbox, from its start to an answered alert${hasChromium ? '' : ` (${WITHOUT_CHROMIUM})`}`,
  () => {
    test(
      'the S&P 500 falls below 2500 in March 2020, and the alert has three working buttons',
      { timeout: 180_000 },
      async () => {
        const { page, complaints } = await openBrowser(await startProgram());
        onTestFailed(() => picture(page, 'e2e-sandbox-failed'));
        await expect.poll(() => page.getByTestId('chat-list').isVisible()).toBe(true);
        await expect.poll(() => page.getByTestId('composer').isVisible()).toBe(true);

        const watched = await says(page, '/watch ^GSPC');
        await expect.poll(() => watched.innerText(), ANSWER).toContain('GSPC');
        await armRule(page, '/rule ^GSPC < 2500');

        await page.getByTestId('replay-jump-march-2020').click();
        const alerts = page.getByTestId('message').filter({ hasText: /GSPC.*below 2,?500/ });
        const alert = alerts.filter({ has: page.getByTestId('button').getByText('Ack') }).first();
        await expect.poll(() => alert.count(), JUMP).toBe(1);
        const clock = page.getByTestId('replay-clock');
        await expect.poll(() => clock.getAttribute('datetime'), JUMP).toMatch(/^2020-03-23T20:0/);
        await expect.poll(() => page.getByTestId('replay-status').innerText()).toBe('paused');
        expect(await alert.innerText()).toContain('2,480.64');
        await picture(page, 'e2e-sandbox-alert');

        const id = (await alert.getAttribute('data-message-id')) ?? '';
        const rung = page.locator(`[data-message-id="${id}"]`);
        await pressAndSee(rung, /Snooze/);
        await pressAndSee(rung, /1 h/);
        expect(await rung.innerText()).toMatch(/Snoozed until/);
        await pressAndSee(rung, /Undo/);
        await pressAndSee(rung, /Mute/);
        await pressAndSee(rung, /\^GSPC/);
        await pressAndSee(rung, /8 h/);
        expect(await rung.innerText()).toMatch(/[Mm]uted/);
        await pressAndSee(rung, /Ack/);
        expect(await rung.innerText()).toMatch(/Acknowledged by You/);
        await picture(page, 'e2e-sandbox-answered');
        expect(complaints).toEqual([]);
      },
    );
  },
);
