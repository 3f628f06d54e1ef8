import type { Ticker } from '../core/ticker.ts';

type Job = {
  readonly ticker: Ticker;
  readonly weight: number;
  readonly start: () => Promise<void>;
};

/** Runs the work when its turn comes. A smaller `weight` goes first: one person's wish before a scan's thousand. */
export type TickerQueue = <T>(ticker: Ticker, weight: number, work: () => Promise<T>) => Promise<T>;

/** At most `limit` pieces of work at once, never two about the same ticker. */
export function tickerQueue(limit: number): TickerQueue {
  const waiting: Job[] = [];
  const busy = new Set<Ticker>();

  function next(): Job | undefined {
    let best = -1;
    for (const [i, job] of waiting.entries())
      if (!busy.has(job.ticker) && job.weight < (waiting[best]?.weight ?? Infinity)) best = i;
    return best < 0 ? undefined : waiting.splice(best, 1)[0];
  }

  async function run({ ticker, start }: Job): Promise<void> {
    busy.add(ticker);
    await start();
    busy.delete(ticker);
    pump();
  }

  function pump(): void {
    while (busy.size < limit) {
      const job = next();
      if (job === undefined) return;
      void run(job);
    }
  }

  return (ticker, weight, work) =>
    new Promise((resolve, reject) => {
      // It settles the caller's promise and never fails itself.
      const start = (): Promise<void> => work().then(resolve, reject);
      waiting.push({ ticker, weight, start });
      pump();
    });
}
