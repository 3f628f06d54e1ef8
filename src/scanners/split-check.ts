import { setTimeout as pause } from 'node:timers/promises';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, MINUTE_MS, plus, SECOND_MS, type Instant } from '../core/time.ts';
import type { SplitFacts } from '../rules/split-jump.ts';

/** A ticker whose price may have been split since it was last seen. */
export type SplitDoubt = { readonly ticker: Ticker; readonly seenAt: Instant | undefined };

type Answer = SplitFacts['answer'];

/** A scan waits no longer for its answers: other tickers' prices grow old meanwhile. */
const PATIENCE_MS = 5 * SECOND_MS;
/** What was answered so lately is not asked again. */
const FRESH_MS = 1.5 * MINUTE_MS;
/** On a day on which everything falls, splits are not asked for all at once. */
const MOST_ASKED = 40;
/** At least so far back: vendors announce some splits days late. */
const LEAST_REACH_MS = 10 * DAY_MS;
const MOST_REACH_MS = 400 * DAY_MS;

/**
 * Asks whether tickers were split. An answer that comes too late for its scan is there for the next one.
 *
 * @returns a function that is given the doubtful tickers of one scan, and gives what is known of each; those that are left
 *   out are still unasked. Splits that there were are in the keeper's books
 */
export function createSplitCheck() {
  const open = new Map<Ticker, Promise<boolean>>();
  const answers = new Map<Ticker, Instant>();

  async function ask(keeper: Keeper, doubt: SplitDoubt, now: Instant): Promise<boolean> {
    const asking = keeper.checkActions(doubt.ticker, reachOf(doubt, now));
    open.set(doubt.ticker, asking);
    try {
      const isAnswered = await asking;
      if (isAnswered) answers.set(doubt.ticker, now);
      return isAnswered;
    } finally {
      open.delete(doubt.ticker);
    }
  }

  return async (
    keeper: Keeper,
    doubts: readonly SplitDoubt[],
    now: Instant,
  ): Promise<ReadonlyMap<Ticker, Answer>> => {
    const found = new Map<Ticker, Answer>();
    for (const [ticker, at] of answers)
      if (at > now || now - at >= FRESH_MS) answers.delete(ticker);
    const asking = doubts
      .filter(({ ticker }) => !answers.has(ticker))
      .slice(0, MOST_ASKED)
      .map(async (doubt) => {
        const isAnswered = await (open.get(doubt.ticker) ?? ask(keeper, doubt, now));
        if (!isAnswered) found.set(doubt.ticker, 'failed');
      });
    if (asking.length > 0) await inTime(Promise.all(asking));
    for (const { ticker } of doubts) if (answers.has(ticker)) found.set(ticker, 'none');
    // What has not come by now is as good as failed; a copy, for it may yet come.
    for (const { ticker } of doubts) if (open.has(ticker)) found.set(ticker, 'failed');
    return new Map(found);
  };
}

type Keeper = Pick<BarKeeper, 'checkActions'>;

function reachOf({ seenAt }: SplitDoubt, now: Instant): Instant {
  const least = plus(now, -LEAST_REACH_MS);
  if (seenAt === undefined || seenAt > least) return least;
  return plus(seenAt < now - MOST_REACH_MS ? plus(now, -MOST_REACH_MS) : seenAt, -DAY_MS);
}

async function inTime(work: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const limit = pause(PATIENCE_MS, undefined, { signal: stop.signal, ref: false });
  await Promise.race([work, limit.catch(() => undefined)]);
  stop.abort();
}
