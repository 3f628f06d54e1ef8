import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { count } from '../support/autopsy.ts';
import { besiege, ending, type Siege } from './siege.ts';
import { losePower } from './power-loss.ts';
import { complaint, middleAndTail, type Figure, type Report, type Suite } from './suite.ts';

export type Attack = { readonly figures: readonly Figure[]; readonly broken: readonly string[] };

type Wish = { readonly main: string; readonly folder: string; readonly seed: number };

const HELD_MS = 30_000;
const PAGE = 4_096;

/** A database that is locked, full, damaged, and cut off from its power. */
export const dbSuite: Suite = {
  name: 'db',
  says: 'a database locked for 30 s, full, damaged, and without power',
  kills: 2_000,
  unit: 'cuts',
  needsBundle: true,
  async run({ kills: cuts, ...options }): Promise<Report> {
    const found: Attack[] = [];
    for (const attack of [lock, fillUp, damageStopped, damageRunning]) {
      options.say(attack.name);
      found.push(await attack(options));
    }
    options.say('power');
    found.push(power({ ...options, cuts }));
    return {
      figures: found.flatMap(({ figures }) => figures),
      broken: found.flatMap(({ broken }) => complaint(broken)),
    };
  },
};

/** Another process holds the write lock while prices move: nothing is lost, invented or stopped by it. */
export async function lock(wish: Wish & { readonly heldMs?: number }): Promise<Attack> {
  const { heldMs = HELD_MS } = wish;
  const siege = await besiege(wish, { name: 'locked' });
  try {
    const life = await siege.start();
    if (life === undefined) return failed('locked: it did not start');
    for (let n = 0; n < 3; n++) await siege.trade();
    const other = new Database(siege.database);
    other.exec('begin immediate');
    const since = Date.now();
    siege.market.turn();
    await siege.witness.ask('say', { user: 101, chat: 101, text: '/watch NVDA' });
    await pause(heldMs);
    other.exec('rollback');
    other.close();
    const cry = await siege.cry(since);
    const seen = siege.market.servings();
    await untilServed(siege, seen + 3);
    await siege.remember();
    for (let n = 0; n < 2; n++) await siege.trade();
    const isSent = await siege.sent();
    const watched = count(siege.database, "select count(*) from audit where action = 'watch'");
    const hasDied = life.hasDied();
    const code = await life.stop();
    return judged(siege, 'locked', {
      cry,
      says: `held for ${heldMs / 1_000} s`,
      broken: [
        ...(hasDied ? ['locked: it ended'] : []),
        ...(isSent ? [] : ['locked: something was not sent']),
        ...(watched === 1 ? [] : [`locked: /watch took effect ${watched} times`]),
        ...(code === 0 ? [] : [`locked: SIGTERM ended with ${code}`]),
      ],
    });
  } finally {
    await siege.close();
  }
}

/** The disk is full: the program says so and ends; with room again it goes on where it was. */
export async function fillUp(wish: Wish): Promise<Attack> {
  const disk = join(wish.folder, 'disk');
  mkdirSync(disk, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
  if (mounted.status !== 0)
    return { figures: [['full', 'skipped: a small disk takes root to mount']], broken: [] };
  try {
    return await fillDisk(wish, disk);
  } finally {
    spawnSync('umount', [disk]);
  }
}

async function fillDisk(wish: Wish, disk: string): Promise<Attack> {
  const siege = await besiege(wish, { name: 'full', at: disk });
  try {
    const life = await siege.start();
    if (life === undefined) return failed('full: it did not start');
    for (let n = 0; n < 3; n++) await siege.trade();
    const since = Date.now();
    const filler = join(disk, 'filler');
    stuff(filler);
    const code = await ending(life);
    const cry = await siege.cry(since);
    rmSync(filler);
    const again = await siege.start();
    await siege.remember();
    for (let n = 0; n < 2; n++) await siege.trade();
    const isSent = await siege.sent();
    const last = await again?.stop();
    return judged(siege, 'full', {
      cry,
      says: `ended with ${code}`,
      broken: [
        ...(code === null || code === 0 ? [`full: it ended with ${code}`] : []),
        ...(isSent ? [] : ['full: something was not sent once there was room']),
        ...(last === 0 ? [] : [`full: afterwards SIGTERM ended with ${last}`]),
      ],
    });
  } finally {
    await siege.close();
  }
}

/** Writes until nothing more goes in. */
function stuff(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(PAGE));
  } catch {
    closeSync(file);
  }
}

/** Pages are damaged while nobody has the file open: the program does not start, and says so. */
export async function damageStopped(wish: Wish): Promise<Attack> {
  const siege = await besiege(wish, { name: 'damaged-stopped' });
  try {
    const life = await siege.start();
    await siege.trade();
    await siege.sent();
    await life?.stop();
    const whole = join(siege.home, 'whole');
    cpSync(siege.database, whole);
    damage(siege.database);
    const since = Date.now();
    const dead = await siege.start();
    const code = dead === undefined ? 1 : await ending(dead);
    const cry = await siege.cry(since);
    // What a restore would do.
    cpSync(whole, siege.database);
    const again = await siege.start();
    await siege.trade();
    const isSent = await siege.sent();
    await again?.stop();
    return judged(siege, 'damaged while stopped', {
      cry,
      says: dead === undefined ? 'did not start' : `ended with ${code}`,
      broken: [
        ...(dead === undefined ? [] : ['damaged while stopped: it started']),
        ...(isSent ? [] : ['damaged while stopped: it did not go on with the copy']),
      ],
    });
  } finally {
    await siege.close();
  }
}

/** Pages are damaged under the running program: the next backup finds out, and the program ends. */
export async function damageRunning(wish: Wish): Promise<Attack> {
  const env = { BACKUP_CRON: '*/5 * * * * *' };
  const siege = await besiege(wish, { name: 'damaged-running', env });
  try {
    const life = await siege.start();
    if (life === undefined) return failed('damaged while running: it did not start');
    await siege.trade();
    await siege.sent();
    const since = Date.now();
    damage(siege.database);
    const code = await ending(life);
    const cry = await siege.cry(since);
    const { cries } = siege.receivers;
    return {
      figures: [['damaged while running', `ended with ${code}, ${criedText(cry)}`]],
      broken: [
        ...(code === null || code === 0 ? [`damaged while running: it ended with ${code}`] : []),
        ...(cries.length > 0 ? [] : ['damaged while running: nobody was told']),
      ],
    };
  } finally {
    await siege.close();
  }
}

/** Overwrites the heads of all pages but the first few, which hold the schema. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  for (let at = 8 * PAGE; at < statSync(path).size; at += PAGE)
    writeSync(file, Buffer.alloc(64, 0x5a), 0, 64, at);
  closeSync(file);
}

export function power(wish: Wish & { readonly cuts: number }): Attack {
  const { cuts, missing, broken } = losePower(wish);
  return {
    figures: [
      ['power cuts', cuts],
      ['commits missing after one, median / p95', middleAndTail(missing)],
    ],
    broken: broken.map((one) => `power: ${one}`),
  };
}

type Outcome = {
  readonly cry: Awaited<ReturnType<Siege['cry']>>;
  readonly says: string;
  readonly broken: readonly string[];
};

function judged(siege: Siege, name: string, { cry, says, broken }: Outcome): Attack {
  const { expected, broken: wrong, unsound } = siege.verdict();
  return {
    figures: [[name, `${says}, ${criedText(cry)}, ${expected} alerts due, ${wrong.length} wrong`]],
    broken: [
      ...broken,
      ...wrong.map((one) => `${name}: ${one}`),
      ...(cry === undefined ? [`${name}: nobody was told within a minute`] : []),
      ...(unsound === 0 ? [] : [`${name}: the books did not balance ${unsound} times`]),
    ],
  };
}

function criedText(cry: Outcome['cry']): string {
  return cry === undefined ? 'nobody told' : `told after ${Math.round(cry.afterMs / 1_000)} s`;
}

function failed(why: string): Attack {
  return { figures: [], broken: [why] };
}

async function untilServed({ market }: Siege, servings: number): Promise<void> {
  for (let left = 100; left > 0 && market.servings() < servings; left--) await pause(200);
  await pause(500);
}
