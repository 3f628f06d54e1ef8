import { instant, SECOND_MS, type Instant } from '../core/time.ts';

/** As many updates as Telegram gives at once: there may be more behind them. */
const FULL_BATCH = 100;

/**
 * Knows after which moment a batch of updates was sent, by our own clock: everything older had been fetched by the question
 * before. So what came while we asked without a break is young, whatever other clocks say.
 */
export function createPollReach(longestQuestionS: number) {
  let fetchedTo: Instant | undefined;
  let isBroken = true;
  const known = new WeakMap<object, Instant>();
  return {
    /** A question was answered. */
    answered(batch: readonly unknown[], now: Instant): void {
      // One question after the other without a fault is no gap, and none takes longer than it may wait.
      const youngest = isBroken ? -Infinity : now - longestQuestionS * SECOND_MS;
      if (fetchedTo !== undefined) known.set(batch, instant(Math.max(fetchedTo, youngest)));
      isBroken = batch.length >= FULL_BATCH;
      if (!isBroken) fetchedTo = now;
    },
    /** A question was not answered. */
    failed(): void {
      isBroken = true;
    },
    /** After which moment a batch was sent; undefined for the first after a start. */
    sentAfter: (batch: readonly unknown[]): Instant | undefined => known.get(batch),
  };
}
