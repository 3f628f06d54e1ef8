import type { GuardMode, Intent } from '../../../src/core/intent.ts';
import { chatId, userId, type Actor } from '../../../src/core/people.ts';
import { instant, MINUTE_MS, plus, SECOND_MS, type Instant } from '../../../src/core/time.ts';
import type { Db } from '../../../src/db/open.ts';
import { createStore, type Store } from '../../../src/db/store.ts';
import { createRandom } from '../../../src/sandbox/replay/random.ts';
import { draftFromStop } from '../../../src/scanners/draft-sale.ts';
import { aTicker } from '../../support/ticker.ts';
import type { Disk } from '../sim/disk.ts';
import { createDesk, FAULTS, SYMBOL, WIRE_POINTS, type Desk, type OrderFault } from './desk.ts';
import { BOOK_POINTS, startOrderLife, type CrashPoint, type OrderLife } from './life.ts';
import { wrongs } from './verdict.ts';

export const CRASH_POINTS: readonly CrashPoint[] = [...BOOK_POINTS, ...WIRE_POINTS];

export type Told = {
  readonly fault: OrderFault;
  readonly crash: CrashPoint | undefined;
  readonly hasCrashed: boolean;
  readonly posts: number;
  readonly ends: readonly Intent['state'][];
  /** Each doubt, from when nobody knew to when somebody did or was asked, in milliseconds. */
  readonly doubtsMs: readonly number[];
  readonly broken: readonly string[];
};

const OWNER = userId(501);
export const STARTS_AT = instant(Date.UTC(2026, 0, 5, 15, 30));
const LONGEST_MS = 16 * MINUTE_MS;

export const PERSON: Actor = {
  user: OWNER,
  name: 'Ann',
  role: 'owner',
  place: { chat: chatId(OWNER), thread: undefined },
  chatKind: 'private',
};

/** One stop that is reached, sold in one mode, with one fault and a process that ends at one moment, to its end. */
export async function orderStory(seed: string, disk: Disk): Promise<Told> {
  const random = createRandom(seed);
  const clock = { now: STARTS_AT };
  const now = (): Instant => clock.now;
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const fault = pick(FAULTS) ?? 'none';
  const crash = random() < 0.1 ? undefined : pick(CRASH_POINTS);
  const mode = pick(['ask', 'ask', 'auto', 'auto', 'manual'] as const) ?? 'ask';
  const byHand = random() < 0.15;
  const held = random() < 0.2 ? 10.37 : Math.ceil(100 * random());
  const price = (): number => 99 + (random() - 0.5) * (random() < 0.1 ? 2 : 0.2);
  const desk = createDesk({ now, random, fault, held, price, isStrict: byHand });
  furnish(disk.db(), { held, mode: mode === 'manual' ? 'off' : mode }, STARTS_AT);
  const halts: Instant[] = [];
  const world = { now, desk, price, haltFile: '/nonexistent/HALT' };
  let life = startOrderLife({ ...world, crashAt: crash }, disk.db());
  let hasCrashed = false;
  let acting: OrderLife | undefined;
  const plot = plotOf(random, { byHand, mode });
  while (clock.now < STARTS_AT + LONGEST_MS && !isOver(disk.db(), desk, clock.now)) {
    await breathe(desk);
    if (life.isDead()) {
      hasCrashed = true;
      disk.reopen();
      life = startOrderLife({ ...world, crashAt: undefined }, disk.db());
    }
    if (acting !== life) {
      acting = life;
      void unlessDead(() => plot({ life, desk, now: clock.now, halts })).then(() => {
        acting = undefined;
      });
    }
    void life.selling.turn(clock.now).catch(() => undefined);
    await breathe(desk);
    deliverAll(life, disk.db(), { now: clock.now, random });
    clock.now = plus(clock.now, stepMs(disk.db()));
  }
  await breathe(desk);
  const store = createStore(disk.db());
  const told = endOf(store);
  const evidence = { store, desk, held, halts, intents: told.intents, byHand };
  return {
    fault,
    crash,
    hasCrashed,
    posts: desk.posts.length,
    ends: told.intents.map(({ state }) => state),
    doubtsMs: told.doubtsMs,
    broken: [...wrongs(evidence), ...unfinished(told.intents)],
  };
}

type StoryMode = 'ask' | 'auto' | 'manual';

type Wish = { readonly held: number; readonly mode: GuardMode };

export function furnish(db: Db, { held, mode }: Wish, now: Instant): void {
  const store = createStore(db);
  store.people.approve({ id: OWNER, name: 'Ann', role: 'owner', by: OWNER }, now);
  store.chats.add({ id: chatId(OWNER), kind: 'private', title: 'Ann', linkedBy: OWNER }, now);
  const account = store.accounts.add(
    {
      user: OWNER,
      name: 'Demo',
      broker: 'trading212',
      stage: 'demo',
      remoteId: '42',
      currency: 'USD',
      origin: 'env',
      shape: undefined,
    },
    now,
  );
  store.accounts.setWorth(account, { total: 1e6, freeCash: 0, realised: 0, at: now });
  const positionId = store.positions.put({
    accountId: account,
    symbol: SYMBOL,
    ticker: aTicker('NVDA'),
    isin: undefined,
    name: 'NVIDIA',
    currency: 'USD',
    quantity: held,
    available: held,
    inPies: 0,
    averagePrice: 90,
    price: 99,
    priceAt: now,
    profit: undefined,
    maxPrice: 120,
    maxAt: now,
    openedAt: now,
    seenAt: now,
  });
  const terms = { kind: 'fixed', price: 100 } as const;
  const stopId = store.stops.set(
    { positionId, terms, price: 100, stage: 'watching', by: OWNER },
    now,
  );
  const armed = { armedBy: OWNER, armedAt: now, expiresAt: plus(now, 86_400_000), stopId };
  store.guards.set({ positionId, mode, maxPct: 60, floorPct: 3, ...armed }, now);
}

type Scene = {
  readonly life: OrderLife;
  readonly desk: Desk;
  readonly now: Instant;
  readonly halts: Instant[];
};

/** What people and prices do meanwhile. */
function plotOf(random: () => number, wish: { byHand: boolean; mode: StoryMode }) {
  const haltAt = random() < 0.08 ? 60 * SECOND_MS * random() : Infinity;
  const sellsAt = wish.byHand ? 90 * SECOND_MS * random() : Infinity;
  const answersAfter = 20 * SECOND_MS * random();
  const temper = random();
  let hasBegun = false;
  let hasSold = false;
  return async ({ life, desk, now, halts }: Scene): Promise<void> => {
    const ageMs = now - STARTS_AT;
    const { store, selling } = life;
    if (!hasBegun || store.intents.ofAccount(1, 1).length === 0) {
      await begin(life, wish.mode, now);
      hasBegun = true;
    }
    if (!hasSold && ageMs >= sellsAt) {
      hasSold = true;
      desk.sellByHand(3);
    }
    if (halts.length === 0 && ageMs >= haltAt) {
      store.transact(() => selling.halt(PERSON, 'a test'));
      halts.push(now);
    }
    const waiting = store.intents.live().find(({ state }) => state === 'awaiting_confirm');
    if (waiting === undefined || now - waiting.createdAt < answersAfter) return;
    const card = { intent: waiting.id, quantity: waiting.quantity, price: waiting.price };
    // Two phones at the same moment, for the impatient.
    const presses = temper < 0.3 ? 2 : 1;
    const changes = await Promise.all(
      Array.from({ length: presses }, (_, i) => press(life, card, { temper, isSecond: i === 1 })),
    );
    for (const change of changes) store.transact(change);
  };
}

type Card = { readonly intent: number; readonly quantity: number; readonly price: number };

async function press(
  { selling }: OrderLife,
  card: Card,
  { temper, isSecond }: { readonly temper: number; readonly isSecond: boolean },
): Promise<() => unknown> {
  if (temper > 0.92 || (isSecond && temper < 0.05)) return () => selling.keep(PERSON, card.intent);
  return temper > 0.8 ? selling.half(PERSON, card) : selling.confirm(PERSON, card);
}

async function begin({ store, selling }: OrderLife, mode: StoryMode, now: Instant) {
  const position = store.positions.open()[0];
  const stop = position && store.stops.live(position.id);
  if (position === undefined || stop === undefined) return;
  if (mode === 'manual') {
    const size = { kind: 'percent', pct: 60 } as const;
    const change = await selling.propose(PERSON, { positionId: position.id, size });
    store.transact(change);
    return;
  }
  const reached = { stop: { id: stop.id, seq: 1 }, position, price: 99, at: plus(now, -2_000) };
  store.transact(() => draftFromStop({ store }, reached, now));
}

/** Word reaches people, mostly soon; in some stories hardly ever. */
function deliverAll(
  life: OrderLife,
  db: Db,
  { now, random }: { now: Instant; random: () => number },
): void {
  if (life.isDead() || random() < 0.2) return;
  db.sqlite
    .prepare(
      "update delivery set status = 'sent', finished_at = ?, message_id = id where status = 'queued'",
    )
    .run(now);
}

async function unlessDead(work: () => Promise<void>): Promise<void> {
  // What a process that ended was about to do is what the story is about.
  await work().catch(() => undefined);
}

/** Lets everything go on that can without the clock. */
export async function breathe(desk: Desk): Promise<void> {
  for (let i = 0; i < 6; i++) {
    desk.elapse();
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

function live(db: Db): readonly string[] {
  return db.sqlite
    .prepare<[], string>(
      `select state from intent where state not in
         ('filled', 'cancelled', 'rejected', 'void', 'shadowed', 'absent_proven', 'needs_human')`,
    )
    .pluck()
    .all();
}

/** A second while anything may happen at once, and more while somebody only waits. */
function stepMs(db: Db): number {
  const states = live(db);
  if (states.length === 0) return 20 * SECOND_MS;
  return states.every((state) => state === 'reconciling') ? 3 * SECOND_MS : SECOND_MS;
}

function isOver(db: Db, desk: Desk, now: Instant): boolean {
  const known = db.sqlite.prepare('select count(*) from intent').pluck().get();
  const isQuiet = known !== 0 && live(db).length === 0 && desk.nextAt() === Infinity;
  return isQuiet && now - STARTS_AT > 3 * MINUTE_MS;
}

function endOf(store: Store) {
  const intents = store.intents.ofAccount(1, 50);
  const doubtsMs = intents.flatMap(({ id }) => {
    const steps = store.intents.steps(id);
    const from = steps.find(({ state }) => state === 'unknown');
    const to = steps.find(
      ({ state, at }) =>
        from !== undefined &&
        at >= from.at &&
        ['accepted', 'absent_proven', 'needs_human'].includes(state),
    );
    return from === undefined ? [] : [(to?.at ?? Infinity) - from.at];
  });
  return { intents, doubtsMs };
}

function unfinished(intents: readonly Intent[]): readonly string[] {
  const open = ['draft', 'awaiting_confirm', 'armed', 'submitting', 'unknown', 'reconciling'];
  return intents
    .filter(({ state }) => open.includes(state))
    .map(({ id, state }) => `S${id} is ${state} at the end`);
}
