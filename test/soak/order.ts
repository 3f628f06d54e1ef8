import { SECOND_MS } from '../../src/core/time.ts';
import { FAULTS } from './order/desk.ts';
import { CRASH_POINTS, orderStory, type Told } from './order/story.ts';
import { copiedDisk, quickDisk } from './sim/disk.ts';
import { complaint, type Figure, type Report, type Suite } from './suite.ts';

/** One story in so many has each life open what the one before it left byte by byte, which takes far longer. */
const COPIED_OF = 100;
/** A run so long must have tried every crash with every fault. */
const WHOLE_RUN = 2_500;

/** Sales with every fault between the program and the broker, and a process that ends at every moment. */
export const orderSuite: Suite = {
  name: 'order',
  says: 'sales with every fault at the broker, and a crash at each of nine points',
  kills: 10_000,
  unit: 'seeds',
  run: ({ kills: seeds, seed, say }) => order({ seeds, seed, say, only: process.env['SEED'] }),
};

type Options = {
  readonly seeds: number;
  readonly seed: number;
  readonly say?: (line: string) => void;
  /** Plays this story alone. */
  readonly only?: string | undefined;
};

/** @returns what so many sales came to */
export async function order({ seeds, seed, say, only }: Options): Promise<Report> {
  const sums = new Map<string, number>();
  const doubts: number[] = [];
  const broken: string[] = [];
  const stories = only === undefined ? seeds : 1;
  for (let n = 0; n < stories; n++) {
    const name = only ?? `order.${seed}.${n}`;
    const told = await orderStory(name, n % COPIED_OF === 0 ? copiedDisk() : quickDisk());
    count(sums, told);
    doubts.push(...told.doubtsMs);
    for (const one of told.broken)
      broken.push(`${name} (${told.fault}, ${told.crash ?? 'no crash'}): ${one}`);
    if ((n + 1) % 500 === 0) say?.(`${n + 1} sales, ${broken.length} complaints`);
  }
  return {
    figures: figuresOf(sums, { stories, doubts }),
    broken: [...complaint(broken), ...(stories < WHOLE_RUN ? [] : untried(sums))],
  };
}

function count(sums: Map<string, number>, told: Told): void {
  const add = (name: string, by = 1): void => void sums.set(name, (sums.get(name) ?? 0) + by);
  add('requests to sell', told.posts);
  add(`fault: ${told.fault}`);
  if (told.hasCrashed) {
    add(`crash: ${told.crash}`);
    add(`${told.crash} × ${told.fault}`);
  }
  for (const end of told.ends) add(`end: ${end}`);
}

function figuresOf(
  sums: ReadonlyMap<string, number>,
  { stories, doubts }: { readonly stories: number; readonly doubts: readonly number[] },
): readonly Figure[] {
  const shown = [...sums].filter(([name]) => !name.includes(' × '));
  const longest = doubts.reduce((most, ms) => Math.max(most, ms), 0);
  return [
    ['sales', stories],
    ...shown.toSorted(([a], [b]) => a.localeCompare(b)),
    ['doubts', doubts.length],
    ['longest doubt', `${Math.round(longest / SECOND_MS)} s`],
  ];
}

/** Pairs of a crash and a fault that never came together. */
function untried(sums: ReadonlyMap<string, number>): readonly string[] {
  return CRASH_POINTS.flatMap((point) =>
    FAULTS.filter((fault) => !sums.has(`${point} × ${fault}`)).map(
      (fault) => `${point} was never tried with ${fault}`,
    ),
  );
}
