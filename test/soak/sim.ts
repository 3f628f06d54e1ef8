import { CRASH_POINTS } from './sim/crash.ts';
import { copiedDisk, quickDisk } from './sim/disk.ts';
import { writeScript, type Script } from './sim/script.ts';
import { simulate, type Told } from './sim/simulate.ts';
import { complaint, type Figure, type Report, type Suite } from './suite.ts';

/** One story in so many has each life open what the one before it left byte by byte, which takes far longer. */
const COPIED_OF = 50;
const SHORTEST_RUN = 10_000;
const LEAST_CRASHES = 100;

/** The engine of alerts in virtual time, with faults of every kind and crashes at every point. */
export const simSuite: Suite = {
  name: 'sim',
  says: 'alerts in virtual time, with every fault, and a crash at every point',
  kills: 10_000,
  unit: 'seeds',
  run: ({ kills: seeds, seed, say }) => sim({ seeds, seed, say, only: process.env['SEED'] }),
};

type Options = {
  readonly seeds: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
  /** Plays this story alone, and tells it. */
  readonly only?: string | undefined;
};

/** @returns what so many stories came to; those that broke a promise are shortened and told */
export async function sim({ seeds, seed, say, only }: Options): Promise<Report> {
  const sums = new Map<string, number>();
  const broken: string[] = [];
  const stories = only === undefined ? seeds : 1;
  for (let n = 0; n < stories; n++) {
    const name = only ?? `${seed}.${n}`;
    const script = writeScript(name);
    const told = await simulate(script, n % COPIED_OF === 0 ? copiedDisk() : quickDisk());
    sum(sums, told);
    if (told.broken.length > 0) {
      broken.push(`story ${name}: ${told.broken.join('; ')} · SEED=${name} npm run soak -- sim`);
      if (broken.length <= MOST_SHRUNK) say?.(await tell(script));
    }
    if ((n + 1) % 500 === 0) say?.(`${n + 1} stories, ${broken.length} broke a promise`);
  }
  const missed = stories < SHORTEST_RUN ? [] : seldom(sums);
  return { figures: figuresOf(sums, stories), broken: [...complaint(broken), ...missed] };
}

const MOST_SHRUNK = 3;
const MOST_TRIES = 150;

/** A broken story with every step left out that it does not need. */
async function tell(script: Script): Promise<string> {
  let steps = script.steps;
  let tries = 0;
  const breaks = async (some: Script['steps']): Promise<boolean> => {
    tries++;
    return (await simulate({ ...script, steps: some }, quickDisk())).broken.length > 0;
  };
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps.length && tries < MOST_TRIES;) {
      const fewer = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (await breaks(fewer)) steps = fewer;
      else from += size;
    }
  }
  const { broken } = await simulate({ ...script, steps }, quickDisk());
  const lines = steps.map((step) => `  ${JSON.stringify(step)}`);
  return [`story ${script.seed}, shortened: ${broken.join('; ')}`, ...lines].join('\n');
}

function sum(sums: Map<string, number>, told: Told): void {
  const add = (name: string, count: number): void =>
    void sums.set(name, (sums.get(name) ?? 0) + count);
  add('steps', told.steps);
  add('lives', told.lives);
  add('labelled repeats', told.repeats);
  for (const [point, count] of told.crashes) add(`crash: ${point}`, count);
  for (const [fault, count] of told.wire.faults) add(`try: ${fault}`, count);
  for (const [end, count] of told.ends) {
    add('alerts', count);
    add(`alert: ${end}`, count);
  }
}

function figuresOf(sums: ReadonlyMap<string, number>, stories: number): readonly Figure[] {
  const sorted = [...sums].sort(([a], [b]) => a.localeCompare(b));
  return [['seeds', stories], ...sorted];
}

/** Crash points that were hardly tried. */
function seldom(sums: ReadonlyMap<string, number>): readonly string[] {
  return CRASH_POINTS.flatMap((point) => {
    const count = sums.get(`crash: ${point}`) ?? 0;
    return count < LEAST_CRASHES ? [`only ${count} crashes at ${point}`] : [];
  });
}
