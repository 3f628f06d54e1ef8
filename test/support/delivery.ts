import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { html } from '../../src/core/html.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import { instant } from '../../src/core/time.ts';
import { UNPACED } from '../../src/scanners/pacing.ts';
import { createProgram, type Program } from '../../src/wire/program.ts';
import type { Fault, Faults } from '../../src/sandbox/telegram/faults.ts';
import { unaccounted } from './alerts.ts';
import { OWNER, startBot, type BotLab, type BotLabOptions } from './bot.ts';
import { configOf } from './config.ts';
import { MIGRATIONS } from './database.ts';
import { silentLog } from './log.ts';

/** The program before a pretend Telegram, held to the law that every alert's end is accounted for. */
export async function startDelivery(options: BotLabOptions = {}): Promise<BotLab> {
  const lab = await startBot(options);
  onTestFinished(() => {
    expect(unaccounted(lab)).toBe(0);
    expect(lab.world.violations).toEqual([]);
  });
  return lab;
}

/** Strikes the first `times` calls that match, then lets everything pass. */
export function strikes(
  fault: Fault,
  { times = 1, chat, method = /^send/ }: { times?: number; chat?: number; method?: RegExp } = {},
): Faults {
  let left = times;
  return (call) => {
    const isMeant = chat === undefined || Number(call.params['chat_id']) === chat;
    if (!method.test(call.method) || !isMeant || left === 0) return undefined;
    left--;
    return fault;
  };
}

/** Puts a plain message into the outbox. */
export function notify(lab: BotLab, chat: number, text: string): void {
  const place = { chat: chat as never, thread: undefined };
  lab.program.parts.outbox.notice(
    `test/${chat}/${text.slice(0, 20)}`,
    { place, message: { text: html`${text}` } },
    instant(lab.clock.now),
  );
}

/** Lets time pass and waits until nothing is due. */
export async function later(lab: BotLab, ms: number, program = lab.program): Promise<void> {
  lab.clock.now += ms;
  await program.parts.deliver.idle();
}

/** What the bot has written in a chat, in order. */
export function written(lab: BotLab, chat: number = OWNER): readonly string[] {
  return lab.world
    .messages(chat)
    .filter((message) => message.byBot && message.service === undefined)
    .map((message) => message.text);
}

/** First lines alone. */
export function headlines(lab: BotLab, chat: number = OWNER): readonly string[] {
  return written(lab, chat).map((text) => text.split('\n')[0] ?? '');
}

/**
 * The database as it lay on the disk at this moment, under a new program, as after a crash. What the old one had on
 * the wire still reaches Telegram, as it would.
 */
export async function afterCrash(lab: BotLab): Promise<Program> {
  const from = lab.program.parts.db.sqlite.name;
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-crash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'test.db');
  copyFileSync(from, path);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${path}-wal`);
  await lab.program.parts.deliver.stop();
  await lab.program.parts.runners.stop();
  const program = open(lab, path);
  onTestFinished(() => program.stop());
  await program.start();
  return program;
}

/** A program on a database of one's own, not started. */
export function open(lab: BotLab, path: string): Program {
  return createProgram(
    {
      config: configOf({ OWNER_IDS: String(OWNER), DATABASE_PATH: path }),
      log: silentLog,
      clock: () => instant(lab.clock.now),
      calendar: createCalendar(),
      telegram: { token: lab.world.token, apiRoot: lab.telegram.url },
      yahooRoot: lab.yahoo.url,
      pacing: UNPACED,
      migrations: MIGRATIONS,
      ...(lab.draw && { draw: lab.draw }),
    },
    { alarms: 'none' },
  );
}
