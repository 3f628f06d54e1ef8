import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { highWaterPath, readHighWater, readMarks } from '../../src/db/high-water.ts';
import type { Program } from '../../src/wire/program.ts';
import { startBot, type BotLab } from '../support/bot.ts';
import { aFolder } from '../support/database.ts';
import { later, open } from '../support/delivery.ts';

const pathOf = (program: Program): string => program.parts.db.sqlite.name;
const cards = ({ world, ann }: BotLab): number =>
  world.messages(ann.id).filter(({ text }) => text.startsWith('🛟 I was restored')).length;

/** The database as it lies at this moment, put aside in a way that marks nothing. */
function putAside(program: Program): string {
  const copy = join(aFolder(), 'x.db');
  for (const ending of ['', '-wal'])
    if (existsSync(pathOf(program) + ending)) copyFileSync(pathOf(program) + ending, copy + ending);
  return copy;
}

/** A world whose own program is silent, and a place for a database. */
async function aWorld(): Promise<{ lab: BotLab; path: string }> {
  const lab = await startBot();
  await lab.program.parts.deliver.stop();
  await lab.program.parts.runners.stop();
  return { lab, path: join(aFolder(), 'lives.db') };
}

async function startOn(lab: BotLab, path: string): Promise<Program> {
  const program = open(lab, path);
  await program.start();
  await program.parts.deliver.idle();
  return program;
}

async function lastLife(lab: BotLab, path: string): Promise<Program> {
  const program = await startOn(lab, path);
  onTestFinished(() => program.stop());
  return program;
}

test('the file beside the database follows it, and an ordinary start after it is no restore', async () => {
  const { lab, path } = await aWorld();
  const file = highWaterPath(path);
  const first = await startOn(lab, path);
  expect(readHighWater(file)).toEqual({ boots: 1, alertId: 0, deliveryId: 0 });
  await lab.ann.sends('/status');
  await first.run('watchdog');
  expect(readHighWater(file)?.deliveryId).toBe(0);
  lab.clock.now += 61_000;
  await first.run('watchdog');
  expect(readHighWater(file)?.deliveryId).toBe(1);
  await lab.ann.sends('/status');
  await first.stop();
  expect(readHighWater(file)).toEqual({ boots: 1, alertId: 0, deliveryId: 2 });
  const again = await lastLife(lab, path);
  expect(readHighWater(file)).toEqual(readMarks(again.parts.db.sqlite));
  expect(cards(lab)).toBe(0);
}, 40_000);

test('a database that somebody copied back by hand is noticed, and an owner is told', async () => {
  const { lab, path } = await aWorld();
  const first = await startOn(lab, path);
  await lab.ann.sends('/status');
  const old = putAside(first);
  await lab.ann.sends('/status');
  await first.stop();
  copyFileSync(old, path);
  if (existsSync(`${old}-wal`)) copyFileSync(`${old}-wal`, `${path}-wal`);
  lab.clock.now += 3_600_000;
  const again = await lastLife(lab, path);
  expect(cards(lab)).toBe(1);
  expect(again.parts.store.meta.get('autosell_lock')).toBeDefined();
}, 40_000);

test('a database that was deleted and begun anew is not one that came back', async () => {
  const { lab, path } = await aWorld();
  const first = await startOn(lab, path);
  await lab.ann.sends('/status');
  await first.stop();
  rmSync(path);
  const again = await lastLife(lab, path);
  expect(again.parts.store.meta.get('autosell_lock')).toBeUndefined();
}, 40_000);

test('owners hear when the newest backup cannot be restored', async () => {
  const lab = await startBot();
  await lab.ann.sends('/status');
  await lab.program.run('backup');
  await lab.program.run('restore-drill');
  expect((await lab.ann.sends('/status')).text).toMatch(
    /🟢 Backups: newest from just now, \d+ kB · restoring tried just now: it works/,
  );
  const folder = join(dirname(pathOf(lab.program)), 'backups');
  const [copy = ''] = readdirSync(folder);
  const name = 'bellwether-20270101-000000.db';
  writeFileSync(join(folder, name), readFileSync(join(folder, copy)).fill(7, 9_000));
  lab.clock.now += 60_000;
  await lab.program.run('restore-drill');
  await later(lab, 5_000);
  await lab.ann.hears(/The newest backup would not do\. I tried to restore bellwether-20270101/);
  expect((await lab.ann.sends('/status')).text).toMatch(/🔴 Backups: /);
}, 40_000);
