import type { Store } from '../../../src/db/store.ts';

/** Moments at which a life may end; `commit` is a transaction that is about to be, or has just been, committed. */
export const CRASH_POINTS = [
  'scan/before commit',
  'scan/after commit',
  'claim/before commit',
  'claim/after commit',
  'settle/before commit',
  'settle/after commit',
  'seal/before commit',
  'seal/after commit',
  'escalate/before commit',
  'escalate/after commit',
  'person/before commit',
  'person/after commit',
  'send/before leaving',
  'send/on its way',
  'send/accepted',
  'send/answered',
  'start/before recovery',
  'start/after recovery',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export class Crash extends Error {
  override readonly name = 'Crash';
}

export type Doom = ReturnType<typeof createDoom>;

/** Ends one life: at a point that was chosen, the next time that it is passed. After that nothing works any more. */
export function createDoom() {
  let armed: CrashPoint | undefined;
  let died: CrashPoint | 'killed' | undefined;
  return {
    arm: (point: CrashPoint): void => void (armed = point),
    disarm: (): void => void (armed = undefined),
    kill: (): void => void (died ??= 'killed'),
    diedAt: () => died,
    /** @throws Crash at the chosen point, and ever after */
    pass(point: CrashPoint): void {
      if (died === undefined && point === armed) died = point;
      if (died !== undefined) throw new Crash(died);
    },
  };
}

type Work = 'scan' | 'claim' | 'settle' | 'seal' | 'escalate' | 'person';

/**
 * The store, with a crash point before and after each commit. What a transaction is about shows in what it writes.
 *
 * @param heard called when what became of a delivery is on the disk
 */
export function mortal(store: Store, doom: Doom, heard: (delivery: number) => void): Store {
  let depth = 0;
  let settled: number | undefined;
  let work: Work = 'person';
  const marks =
    <A extends readonly unknown[], R>(what: Work, call: (...given: A) => R) =>
    (...given: A): R => {
      work = what;
      return call(...given);
    };
  return {
    ...store,
    deliveries: {
      ...store.deliveries,
      claim: marks('claim', store.deliveries.claim),
      settle: marks('settle', (id, bootId, wish) => {
        settled = id;
        return store.deliveries.settle(id, bootId, wish);
      }),
    },
    bundles: { ...store.bundles, seal: marks('seal', store.bundles.seal) },
    timers: { ...store.timers, done: marks('escalate', store.timers.done) },
    quotes: { ...store.quotes, put: marks('scan', store.quotes.put) },
    lanes: {
      ...store.lanes,
      pause: (name, until) => {
        if (doom.diedAt() === undefined) store.lanes.pause(name, until);
      },
    },
    transact<T>(task: () => T): T {
      if (depth > 0) return store.transact(task);
      // The dead do nothing; nobody is left who would miss the result.
      if (doom.diedAt() !== undefined) return undefined as T;
      work = 'person';
      settled = undefined;
      depth++;
      try {
        const result = store.transact(() => {
          const found = task();
          doom.pass(`${work}/before commit`);
          return found;
        });
        if (settled !== undefined) heard(settled);
        doom.pass(`${work}/after commit`);
        return result;
      } catch (error) {
        if (error instanceof Crash) return undefined as T;
        throw error;
      } finally {
        depth--;
      }
    },
  };
}
