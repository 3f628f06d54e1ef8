import type { Ticker } from '../core/ticker.ts';

/** A rule whose state on one ticker was written. */
type StateChange = { readonly ruleId: number; readonly ticker: Ticker };

/** As much of the log as is kept: more than any but the largest scan writes at once. */
const MOST_KEPT = 20_000;

/** Whose state was written, in order, for those who keep something that follows from states. */
export function stateLog() {
  let first = 0;
  let kept: StateChange[] = [];
  return {
    /** What a failed transaction undoes stays in the log: the state was, and now is again, another one. */
    add(change: StateChange): void {
      if (kept.length === MOST_KEPT) {
        kept = kept.slice(MOST_KEPT / 2);
        first += MOST_KEPT / 2;
      }
      kept.push(change);
    },
    /** Where the log ends: what comes later is after this mark. */
    mark: (): number => first + kept.length,
    /** @returns what was written after a mark; undefined when that is no longer known, so that it may be anything */
    since: (mark: number): readonly StateChange[] | undefined =>
      mark < first ? undefined : kept.slice(mark - first),
  };
}
