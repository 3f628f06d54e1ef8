import { sellingApp } from '../../../src/app/selling/selling.ts';
import { createCalendar } from '../../../src/core/calendar.ts';
import type { IntentState } from '../../../src/core/intent.ts';
import type { MarketData } from '../../../src/core/ports/market-data.ts';
import type { Instant } from '../../../src/core/time.ts';
import { plus } from '../../../src/core/time.ts';
import type { Db } from '../../../src/db/open.ts';
import { createOutbox } from '../../../src/db/outbox.ts';
import { createStore, type Store } from '../../../src/db/store.ts';
import { silentLog } from '../../support/log.ts';
import { aQuote } from '../../support/quote.ts';
import { SYMBOL, type Desk, type WirePoint } from './desk.ts';

/** Moments in the program's own books at which a process may end. */
export const BOOK_POINTS = [
  'before intent',
  'after draft',
  'after confirm',
  'after submitting, before connect',
  'after reply, before commit',
  'after commit, before notice',
] as const;
export type CrashPoint = (typeof BOOK_POINTS)[number] | WirePoint;

class Crash extends Error {
  override readonly name = 'Crash';
}

type World = {
  readonly now: () => Instant;
  readonly desk: Desk;
  readonly price: () => number;
  readonly crashAt: CrashPoint | undefined;
  /** A path at which there is no file. */
  readonly haltFile: string;
};

const calendar = createCalendar();

export type OrderLife = ReturnType<typeof startOrderLife>;

/** The program's selling from its start to its end, on a database as it was left. */
export function startOrderLife(world: World, db: Db) {
  const { now, desk } = world;
  const doom = { armed: world.crashAt, isDead: false };
  const pass = (point: CrashPoint): void => {
    if (doom.armed === point) doom.isDead = true;
    if (doom.isDead) throw new Crash(point);
  };
  const store = mortal(createStore(db), { isDead: () => doom.isDead, pass });
  const outbox = createOutbox(store, () => undefined);
  const broker = desk.reachedBy({
    intentNow: () => store.intents.liveOf(1, SYMBOL)?.id ?? 0,
    pass,
  });
  const selling = sellingApp({
    store,
    outbox,
    market: marketOf(world),
    bars: { read: () => undefined } as never,
    calendar,
    clock: now,
    log: silentLog,
    defaultZone: 'UTC',
    selling: {
      ceiling: 'demo',
      pinnedAccount: undefined,
      haltFile: world.haltFile,
      brokerOf: () => broker,
    },
  });
  return { store, outbox, selling, isDead: (): boolean => doom.isDead };
}

type Mortality = { readonly isDead: () => boolean; readonly pass: (point: CrashPoint) => void };

/** The store, with a crash point before or after the commits that matter. What one is about shows in where it moves to. */
function mortal(store: Store, { isDead, pass }: Mortality): Store {
  let depth = 0;
  let moved: IntentState[] = [];
  return {
    ...store,
    intents: {
      ...store.intents,
      add: (wish, at) => {
        const added = store.intents.add(wish, at);
        if (added.kind === 'added' && wish.state === 'draft') moved.push('draft');
        return added;
      },
      move: (id, to, at) => {
        const isMoved = store.intents.move(id, to, at);
        if (isMoved) moved.push(to.to);
        return isMoved;
      },
    },
    transact<T>(work: () => T): T {
      if (depth > 0) return work();
      if (isDead()) throw new Crash('dead');
      depth++;
      moved = [];
      try {
        const result = store.transact(() => {
          const found = work();
          before(moved, pass);
          return found;
        });
        afterwards(moved, pass);
        return result;
      } finally {
        depth--;
      }
    },
  };
}

const SETTLED: readonly IntentState[] = ['accepted', 'rejected', 'unknown'];

function before(moved: readonly IntentState[], pass: Mortality['pass']): void {
  if (moved.includes('draft')) pass('before intent');
  if (moved.some((state) => SETTLED.includes(state))) pass('after reply, before commit');
}

function afterwards(moved: readonly IntentState[], pass: Mortality['pass']): void {
  if (moved.includes('draft')) pass('after draft');
  if (moved.includes('armed')) pass('after confirm');
  if (moved.includes('submitting')) pass('after submitting, before connect');
  if (moved.some((state) => SETTLED.includes(state))) pass('after commit, before notice');
}

/** Tells one price, of a second ago, and of no splits. */
export function marketOf({ now, price }: Pick<World, 'now' | 'price'>): MarketData {
  return {
    quotes: ([ticker]) => {
      if (ticker === undefined) throw new Error('no ticker');
      const at = plus(now(), -1_000);
      const quote = aQuote({ ticker, price: price(), at, previousClose: 101 });
      return Promise.resolve({ quotes: new Map([[ticker, quote]]), unknown: [], failures: [] });
    },
    bars: () =>
      Promise.resolve({
        kind: 'bars',
        source: 'test',
        bars: {
          openedAt: new Float64Array(),
          open: new Float64Array(),
          high: new Float64Array(),
          low: new Float64Array(),
          close: new Float64Array(),
          volume: new Float64Array(),
        },
        actions: [],
        sessionEndsAt: undefined,
      }),
    suggest: () => Promise.resolve([]),
  };
}
