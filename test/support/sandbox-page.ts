import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, onTestFailed, onTestFinished } from 'vitest';
import { YOU } from '../../src/sandbox/page/furnish.ts';
import { freePort } from './free-port.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const READY_WITHIN_MS = 20_000;
/** How long a person waits for an answer, and for a jump through months. */
export const ANSWER = { timeout: 30_000 };
export const JUMP = { timeout: 90_000 };

/** What `npm start` starts, without a token and with an empty database. */
export async function startSandbox(): Promise<string> {
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

/** Types a line and sends it. @returns the answer */
export async function says(page: Page, text: string): Promise<Locator> {
  const before = await page.getByTestId('message').count();
  await page.getByTestId('composer').fill(text);
  await page.getByTestId('send').click();
  const reply = page.getByTestId('message').nth(before + 1);
  await expect.poll(() => reply.count(), ANSWER).toBe(1);
  return reply;
}

/** Presses the first button whose label reads so; says whether there was one. */
export async function pressIfOffered(message: Locator, label: RegExp): Promise<boolean> {
  const offered = message.getByTestId('button').filter({ hasText: label });
  if ((await offered.count()) === 0) return false;
  await offered.first().click();
  return true;
}

/** Presses a button of the last message that has one of that label. */
export async function press(page: Page, label: RegExp): Promise<Locator> {
  const offered = page
    .getByTestId('message')
    .filter({ has: page.getByTestId('button').filter({ hasText: label }) });
  await expect
    .poll(() => offered.count(), { ...ANSWER, message: `a button ${String(label)}` })
    .toBeGreaterThan(0);
  const id = await offered.last().getAttribute('data-message-id');
  const message = page.locator(`[data-message-id="${id ?? ''}"]`);
  expect(await pressIfOffered(message, label)).toBe(true);
  return message;
}

/** Waits for a message that reads like that. @returns the newest one */
export async function sees(page: Page, text: RegExp, within = ANSWER): Promise<Locator> {
  const message = page.getByTestId('message').filter({ hasText: text }).last();
  await expect.poll(() => message.count(), within).toBe(1);
  return message;
}

/** A phone: what wraps badly does so here, and the chat is one of a list. */
export const PHONE = { width: 390, height: 844 };

/** Opens the conversation with the bot from the list that a phone begins with. */
export async function openChat(page: Page): Promise<void> {
  await page.getByTestId(`chat-${YOU}`).click();
  await expect.poll(() => page.getByTestId('composer').isVisible()).toBe(true);
}

/** The message itself, whatever it will read after a press. */
export async function theMessage(found: Locator): Promise<Locator> {
  const id = (await found.getAttribute('data-message-id')) ?? '';
  return found.page().locator(`[data-message-id="${id}"]`);
}

/** Sends a line and waits for the words that a person looks for. @returns the answer */
export async function asks(page: Page, text: string, words: string): Promise<Locator> {
  const reply = await says(page, text);
  await expect.poll(() => reply.innerText(), ANSWER).toContain(words);
  return theMessage(reply);
}

/** Presses the button of exactly that label and waits for what the message then reads. */
export async function presses(
  message: Locator,
  label: string,
  words: string | RegExp,
): Promise<void> {
  await message.getByTestId('button').getByText(label, { exact: true }).first().click();
  const poll = expect.poll(() => message.innerText(), ANSWER);
  await (typeof words === 'string' ? poll.toContain(words) : poll.toMatch(words));
}

/** Arms a rule at once. */
export async function armed(page: Page, rule: string): Promise<Locator> {
  return asks(page, `/rule! ${rule}`, '🔔 Armed');
}

/** Lets the days go by until six minutes after the close of that one. */
export async function jumpTo(page: Page, day: string): Promise<void> {
  await page.getByTestId('replay-jump').fill(day);
  await page.getByTestId('replay-jump-go').click();
  const clock = page.getByTestId('replay-clock');
  const settled = new RegExp(`^${day}T2[01]:06`);
  await expect.poll(() => clock.getAttribute('datetime'), JUMP).toMatch(settled);
  await expect.poll(() => page.getByTestId('replay-status').innerText(), JUMP).toBe('paused');
}
