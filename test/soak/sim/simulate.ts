import { takeOverOwed } from '../../../src/scanners/owed.ts';
import { createRandom } from '../../../src/sandbox/replay/random.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/time.ts';
import { checkEnd, checkSending, checkStanding } from './checks.ts';
import type { CrashPoint } from './crash.ts';
import { dueFinder } from './due.ts';
import type { Disk } from './disk.ts';
import { startLife, type Life, type World } from './life.ts';
import { createPeople, type People } from './people.ts';
import { Reference } from './reference.ts';
import type { Script, Step } from './script.ts';
import { furnish } from './town.ts';
import { createVirtualTime } from './virtual-time.ts';
import { createWire, type Wire } from './wire.ts';

/** What one story came to. */
export type Told = {
  readonly broken: readonly string[];
  readonly steps: number;
  readonly lives: number;
  readonly crashes: ReadonlyMap<CrashPoint | 'killed', number>;
  readonly wire: Wire;
  /** Alerts by what became of them: fate, or the reason why they were held back. */
  readonly ends: ReadonlyMap<string, number>;
  readonly repeats: number;
};

export const MONDAY = Date.UTC(2026, 0, 5, 15);
const MOST_DRAIN_MS = 60 * HOUR_MS;

/** Plays one story through the program, with whatever befalls it, and holds what happens to what was promised. */
export async function simulate(script: Script, disk: Disk): Promise<Told> {
  const time = createVirtualTime(MONDAY);
  const restore = time.install();
  try {
    return await play(script, { time, disk });
  } finally {
    disk.close();
    restore();
  }
}

type Stage = {
  readonly world: World;
  readonly people: People;
  readonly broken: string[];
  readonly disk: Disk;
  readonly crashes: Map<CrashPoint | 'killed', number>;
  life: Life;
  lives: number;
};

export type Machine = { readonly time: World['time']; readonly disk: Disk };

async function play(script: Script, machine: Machine): Promise<Told> {
  const { broken, take: next, end } = openStage(script, machine);
  let steps = 0;
  for (const step of script.steps) {
    await next(step);
    steps++;
    if (broken.length > 0) break;
  }
  return end(steps);
}

/** A story that is told step by step. `end` lets time run on until nothing is under way. */
export function openStage(script: Script, { time, disk }: Machine) {
  const broken: string[] = [];
  const reference = new Reference();
  const { seed, weather } = script;
  const wire = createWire({ seed, time, weather });
  const scene = { wire, reference, ruleOf: (id: number) => people.ruleOf(id) };
  const world: World = {
    time,
    wire,
    random: createRandom(`engine/${seed}`),
    watch: {
      sending(life, parcel, lane) {
        broken.push(...checkSending(scene, life, { parcel, lane, now: time.now() }));
      },
      complaint: (text) => void broken.push(text),
    },
  };
  const life = startLife(world, disk.db(), 'boot-0');
  const people: People = createPeople({ reference, wire, time });
  for (const rule of furnish(life.store, script, time.now())) people.knowRule(rule);
  life.deliver.start();
  const stage: Stage = { world, people, broken, disk, life, lives: 1, crashes: new Map() };
  return {
    broken,
    take: (step: Step): Promise<void> => take(stage, step),
    async end(steps: number): Promise<Told> {
      if (broken.length === 0) await drain(stage);
      if (broken.length === 0) broken.push(...checkEnd({ wire }, stage.life));
      const ends = endsOf(stage.life);
      await stage.life.end();
      const { crashes, lives } = stage;
      const said = wire.arrivals.filter(({ prefix }) => prefix?.includes('repeat') === true);
      const once = [...new Set(broken)];
      return { broken: once, steps, lives, crashes, wire, ends, repeats: said.length };
    },
  };
}

async function take(stage: Stage, step: Step): Promise<void> {
  const { people } = stage;
  if (step.do === 'crash') {
    if (step.at === 'now') stage.life.doom.kill();
    else if (step.at.startsWith('start/')) return crash(stage, step.at);
    else stage.life.doom.arm(step.at);
  } else if (step.do === 'pass') await pass(stage, step.ms);
  else people.act(stage.life, step);
  await stage.world.time.settled();
  if (stage.life.doom.diedAt() !== undefined) await crash(stage);
  else check(stage);
}

function check(stage: Stage): void {
  const { life, people, broken, world } = stage;
  broken.push(...checkStanding(life, world.time.now()), ...people.check(life));
}

async function pass(stage: Stage, ms: number): Promise<void> {
  const { time } = stage.world;
  const until = time.now() + ms;
  while (time.now() < until) {
    const { life } = stage;
    const dueAt = dueFinder(life, time);
    const goesOn = (): boolean => life.doom.diedAt() === undefined && stage.broken.length === 0;
    await time.pass(until - time.now(), dueAt, goesOn);
    if (stage.broken.length > 0) return;
    if (life.doom.diedAt() !== undefined) await crash(stage);
  }
}

/** The life ends as the disk is at this moment, and another begins on that. */
async function crash(stage: Stage, twice?: CrashPoint): Promise<void> {
  const { world, life, crashes } = stage;
  const at = twice ?? life.doom.diedAt() ?? 'killed';
  life.doom.kill();
  crashes.set(at, (crashes.get(at) ?? 0) + 1);
  await life.end();
  stage.disk.reopen();
  world.wire.cutOff(createRandom(`cut/${stage.lives}`));
  stage.life = startLife(world, stage.disk.db(), `boot-${stage.lives++}`);
  if (twice === 'start/before recovery') return crash(stage);
  takeOverOwed(stage.life.commit);
  stage.life.store.owed.settleAll();
  stage.life.deliver.start();
  if (twice === 'start/after recovery') return crash(stage);
  await world.time.settled();
  check(stage);
}

/** Time runs on until nothing is under way, first in bad weather and then in good. */
async function drain(stage: Stage): Promise<void> {
  const { world, people, broken } = stage;
  stage.life.doom.disarm();
  stage.life.store.owed.settleAll();
  const { time, wire } = world;
  const until = time.now() + MOST_DRAIN_MS;
  await pass(stage, HOUR_MS);
  wire.calm();
  people.settle(stage.life);
  while (time.now() < until && broken.length === 0) {
    if (dueFinder(stage.life, time)() === Infinity) return;
    await pass(stage, 10 * MINUTE_MS);
    check(stage);
  }
  if (broken.length === 0) broken.push('it never came to rest');
}

function endsOf({ ask }: Life): ReadonlyMap<string, number> {
  const rows = ask
    .prepare<[], { name: string; n: number }>(
      `select iif(fate = 'suppressed', reason, fate) as name, count(*) as n from alert group by 1`,
    )
    .all();
  return new Map(rows.map(({ name, n }) => [name, n]));
}
