import { setTimeout as sleep } from 'node:timers/promises';

/** One piece of work at a time. */
export type Runs = {
  /** Stops what runs now, waits until it has ended, then starts this. */
  begin<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  stop(): void;
  close(): Promise<void>;
};

export function createRuns(): Runs {
  let current = new AbortController();
  let tail: Promise<unknown> = Promise.resolve();
  return {
    begin: (work) => {
      current.abort();
      const own = new AbortController();
      current = own;
      const result = tail.then(() => work(own.signal));
      // What follows must start however this ends; whoever began it hears of its failure.
      tail = result.catch(() => undefined);
      return result;
    },
    stop: () => current.abort(),
    close: async () => {
      current.abort();
      await tail;
    },
  };
}

/** Waits, or returns early when the signal says to stop. */
export async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** Rejects when the work takes longer than that; the work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not finished within ${ms} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
