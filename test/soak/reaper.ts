import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { examine, unfinished, type Autopsy } from '../support/autopsy.ts';
import { live, until, type Life, type LifeOptions } from '../support/fleet.ts';
import { MINUTE_MS } from '../../src/core/time.ts';
import type { SuiteOptions } from './suite.ts';

export type Reaping = {
  readonly life: LifeOptions;
  readonly database: string;
  readonly random: () => number;
  /** Counts what the program does: some kills wait until it grows. Without it none does. */
  readonly work?: () => number;
  /** Most kills come so long after the program is ready. */
  readonly soonMs: readonly [least: number, most: number];
  /** Called before each start. */
  readonly before: (kill: number) => Promise<void>;
  /** Kills that come 5 s after a SIGTERM, unless the program has ended by then. */
  readonly isPolite?: (kill: number) => boolean;
  /** Begun when the program is ready: the kill may come in the middle of it. */
  readonly during?: () => Promise<void>;
};

export type Reaped = {
  readonly autopsies: readonly Autopsy[];
  /** Milliseconds from each start to ready, of the lives that came so far. */
  readonly readyMs: readonly number[];
  /** Lives that ended before they were ready. */
  readonly stillborn: number;
  /** Lives that were told to end, and did within 5 s, or were killed then. */
  readonly ended: number;
  readonly cutOff: number;
};

const POLITE_MS = 5_000;

const READY_LIMIT_MS = 30_000;
const WORK_LIMIT_MS = 2_500;

/** Starts the program and kills it, over and over, at random moments; looks at what each kill left behind. */
export async function reap(
  reaping: Reaping,
  { kills, minutes = Infinity, say }: Pick<SuiteOptions, 'kills' | 'minutes' | 'say'>,
): Promise<Reaped> {
  const autopsies: Autopsy[] = [];
  const readyMs: number[] = [];
  let [stillborn, ended, cutOff] = [0, 0, 0];
  const lastAt = performance.now() + minutes * MINUTE_MS;
  for (let kill = 1; kill <= kills && performance.now() < lastAt; kill++) {
    await reaping.before(kill);
    const life = live(reaping.life);
    const isWorking = kill % 2 === 0 || reaping.isPolite?.(kill) === true;
    const usual = { usualMs: readyMs.at(-1) ?? 300, isWorking };
    const { took, doing } = await liveUntilMoment(reaping, life, usual);
    if (life.hasDied()) throw new Error(`The program ended by itself:\n${logTail(reaping.life)}`);
    const isPolite = took !== undefined && reaping.isPolite?.(kill) === true;
    const code = isPolite ? await life.stop(POLITE_MS) : undefined;
    if (code === undefined) await life.kill();
    else if (code === 0) ended += 1;
    else if (code === null) cutOff += 1;
    else throw new Error(`SIGTERM ended with ${code}:\n${logTail(reaping.life)}`);
    await doing;
    if (took === undefined) stillborn += 1;
    else readyMs.push(took);
    autopsies.push(examine(reaping.database));
    if (kill % 50 === 0) say(`  ${kill} of ${kills} kills`);
  }
  return { autopsies, readyMs, stillborn, ended, cutOff };
}

type Lived = {
  /** Milliseconds to ready; undefined when it never came so far. */
  readonly took: number | undefined;
  readonly doing: Promise<void> | undefined;
};

type Usual = {
  /** How long a start takes. */
  readonly usualMs: number;
  /** The life is to last until something was done. */
  readonly isWorking: boolean;
};

/** One life in seven ends during the start, more than half right after something was done, the others anywhen. */
async function liveUntilMoment(
  reaping: Reaping,
  life: Life,
  { usualMs, isWorking }: Usual,
): Promise<Lived> {
  const { random, work } = reaping;
  const draw = random();
  const share = random();
  if (draw < 1 / 7) {
    const wait = pause(share * usualMs).then(() => undefined);
    return { took: await Promise.race([life.ready, wait]), doing: undefined };
  }
  const took = await Promise.race([life.ready, pause(READY_LIMIT_MS, undefined, { ref: false })]);
  if (typeof took !== 'number') throw new Error(`Not ready:\n${logTail(reaping.life)}`);
  const before = work?.() ?? 0;
  const doing = reaping.during?.();
  if (work !== undefined && (isWorking || draw > 2 / 3)) {
    await until(() => work() > before, { limitMs: WORK_LIMIT_MS });
    await pause(share * 250);
  } else {
    const [least, most] = reaping.soonMs;
    await pause(least + share * (most - least));
  }
  return { took, doing };
}

/** Lets the program live until everything is sent and handled, then stops it properly. @returns what went wrong */
export async function drain(
  { life: options, database }: Pick<Reaping, 'life' | 'database'>,
  settled: () => boolean,
): Promise<readonly string[]> {
  const life = live(options);
  const left = (): number => (settled() ? unfinished(database) : Infinity);
  const isDrained = await whileItShrinks(() => (life.hasDied() ? 0 : left()));
  if (life.hasDied()) throw new Error(`The program ended by itself:\n${logTail(options)}`);
  const code = await life.stop();
  return [
    ...(isDrained ? [] : [`${unfinished(database)} rows were still open after the last start`]),
    ...(code === 0 ? [] : [`SIGTERM ended with ${code ?? 'a kill'} instead of 0`]),
  ];
}

/** @returns whether nothing is left; false when less and less no longer becomes of it */
async function whileItShrinks(left: () => number): Promise<boolean> {
  let least = Infinity;
  for (;;) {
    const before = least;
    const isLess = () => (least = Math.min(least, left())) < before;
    if (least === 0) return true;
    if (!(await until(isLess, { limitMs: STALL_LIMIT_MS, everyMs: 250 }))) return false;
  }
}

// Answers that were cut are left alone for 30 s, for twice that the second time; what waits for Telegram goes at its pace.
const STALL_LIMIT_MS = 300_000;

function logTail({ folder }: LifeOptions): string {
  return readFileSync(join(folder, 'program.log'), 'utf8').slice(-2_000);
}
