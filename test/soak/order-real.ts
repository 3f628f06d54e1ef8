import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { instant } from '../../src/core/time.ts';
import { openDb } from '../../src/db/open.ts';
import { createStore } from '../../src/db/store.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { startBroker, type LocalBroker, type Wish } from '../support/broker.ts';
import { count } from '../support/autopsy.ts';
import { until } from '../support/fleet.ts';
import { SYMBOL } from './order/desk.ts';
import { furnish, STARTS_AT } from './order/story.ts';
import { complaint, type Report, type Suite } from './suite.ts';

const SPEED = 40;
const HELD = 100;
const KEY = 'demo-key';
/** Five promised minutes, and what leads up to them. */
const LONGEST_MS = (12 * 60_000) / SPEED;

/** kill -9 while a sale is under way, between a database on disk and a broker over sockets whose books outlive it. */
export const orderRealSuite: Suite = {
  name: 'order-real',
  says: 'kill -9 while a sale is under way, over sockets',
  kills: 200,
  needsBundle: false,
  async run({ kills, seed, folder, say }) {
    const random = createRandom(`order-real/${seed}`);
    const broken: string[] = [];
    const ends = new Map<string, number>();
    let posts = 0;
    for (let n = 0; n < kills; n++) {
      const told = await round(join(folder, String(n)), random);
      posts += told.posts;
      for (const end of told.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
      broken.push(...told.broken.map((one) => `sale ${n} (${told.fault}): ${one}`));
      if ((n + 1) % 20 === 0) say(`${n + 1} kills, ${broken.length} complaints`);
    }
    const report: Report = {
      figures: [
        ['kills', kills],
        ['requests to sell', posts],
        ...[...ends].map(([end, times]) => [`end: ${end}`, times] as const),
      ],
      broken: complaint(broken),
    };
    return report;
  },
};

type Told = {
  readonly fault: string;
  readonly posts: number;
  readonly ends: readonly string[];
  readonly broken: readonly string[];
};

/** One sale, with one fault and one kill, to its end. */
async function round(folder: string, random: () => number): Promise<Told> {
  mkdirSync(folder, { recursive: true });
  const database = join(folder, 'sale.db');
  const mode = random() < 0.5 ? 'ask' : 'auto';
  const db = openDb(database, 'drizzle');
  furnish(db, { held: HELD, mode }, STARTS_AT);
  db.close();
  const since = Date.now();
  const clock = (): number => STARTS_AT + (Date.now() - since) * SPEED;
  const broker = await startBroker({ secondMs: 1_000 / SPEED, clock });
  broker.hold(KEY, { symbol: SYMBOL, quantity: HELD, averagePrice: 90, price: 99 });
  const wishes = faultOf(random);
  broker.wish(...wishes);
  const live = (): Promise<ChildProcess> => begin({ database, folder, since, base: broker.base });
  try {
    const first = await live();
    await pause(mode === 'ask' ? 250 * random() : 700 + 500 * random());
    await end(first);
    const second = await live();
    const isOver = (): boolean => {
      fillRests(broker, clock());
      return count(database, OPEN) === 0 && count(database, ANY) > 0;
    };
    const hasEnded = await until(isOver, { limitMs: LONGEST_MS, everyMs: 50 });
    await end(second);
    const late = hasEnded ? [] : ['it has no end'];
    return { fault: nameOf(wishes), ...judge(database, broker, late) };
  } finally {
    await broker.close();
  }
}

/** What was filled in part is filled whole after a minute. */
function fillRests(broker: LocalBroker, now: number): void {
  for (const { id, at, status } of broker.orders())
    if (status === 'PARTIALLY_FILLED' && now - at > 60_000) broker.fill(id);
}

const OPEN = `select count(*) from intent where state not in ('filled', 'cancelled', 'rejected', 'void',
  'shadowed', 'absent_proven', 'needs_human')`;
const ANY = 'select count(*) from intent';

function nameOf([wish]: readonly Wish[]): string {
  return wish === undefined ? 'none' : `${wish.on} ${wish.trouble.kind}`;
}

function faultOf(random: () => number): readonly Wish[] {
  const accepts = random() < 0.5;
  const faults: readonly (readonly Wish[])[] = [
    [],
    [],
    [{ on: 'post', trouble: { kind: 'status', status: 408, accepts } }],
    [{ on: 'post', trouble: { kind: 'status', status: 500, accepts } }],
    [{ on: 'post', trouble: { kind: 'reset', accepts } }],
    [{ on: 'post', trouble: { kind: 'late', ms: 90_000 / SPEED } }],
    [{ on: 'post', trouble: { kind: 'hidden', ms: (120_000 * random()) / SPEED } }],
    [{ on: 'history', trouble: { kind: 'doubled' }, times: 100 }],
    [{ on: 'post', trouble: { kind: 'partial', share: 0.5 } }],
    [{ on: 'read', trouble: { kind: 'status', status: 429 }, times: 6 }],
  ];
  return faults[Math.floor(random() * faults.length)] ?? [];
}

type Life = {
  readonly database: string;
  readonly folder: string;
  readonly since: number;
  readonly base: string;
};

async function begin(life: Life): Promise<ChildProcess> {
  const args = Object.entries({ ...life, speed: SPEED }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const child = spawn(process.execPath, [resolve('test/soak/order/process.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Holds the books of the broker against those of the program. */
function judge(
  database: string,
  broker: LocalBroker,
  late: readonly string[],
): Omit<Told, 'fault'> {
  const db = openDb(database, 'drizzle');
  const intents = createStore(db).intents.ofAccount(1, 50);
  const steps = createStore(db).intents;
  const broken: string[] = [...late];
  const asked = intents.filter(({ postCount }) => postCount === 1);
  if (broker.posts.length > asked.length)
    broken.push(`${broker.posts.length} requests for ${asked.length} decisions`);
  const sold = broker.orders().reduce((sum, { filled }) => sum + filled, 0);
  if (sold > HELD) broken.push(`${sold} were sold of ${HELD}`);
  const known = intents.reduce((sum, { filled }) => sum + filled, 0);
  const isAsked = intents.some(({ state }) => state === 'needs_human');
  if (!isAsked && known !== sold) broken.push(`${known} are known to be sold, and ${sold} are`);
  for (const { id } of intents) {
    const all = steps.steps(id);
    const from = all.find(({ state }) => state === 'unknown')?.at;
    const to = all.find(({ state }) =>
      ['accepted', 'absent_proven', 'needs_human'].includes(state),
    );
    if (from !== undefined && (to?.at ?? instant(Infinity)) - from > 310_000)
      broken.push(`S${id} was in doubt for longer than promised`);
  }
  db.close();
  return { posts: broker.posts.length, ends: intents.map(({ state }) => state), broken };
}
