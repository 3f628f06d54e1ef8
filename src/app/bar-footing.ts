import { lastIndexAt } from '../core/bars-columns.ts';
import type { Bars, CorporateAction } from '../core/market.ts';
import { DAY_MS, type Instant } from '../core/time.ts';

/** No correction of a closed bar is as large; stock dividends of 5 % and more are. */
const JUMP = 0.15;
/** From here on, closes that all differ alike are a new footing and not corrections. */
const COMMON = 0.004;
const ENOUGH_BARS = 3;

/**
 * Whether two readings of the same closed bars stand on different footings of shares: some close differs by more than
 * any correction does, or several all differ by one ratio.
 *
 * @param stored the bars as they were read before; only those that `fresh` has too are looked at
 */
export function isRefooted(stored: Bars, fresh: Bars): boolean {
  let [lowest, highest, nearest, farthest, count] = [Infinity, 0, Infinity, 0, 0];
  for (let i = 0; i < stored.openedAt.length; i++) {
    const openedAt = stored.openedAt[i] ?? NaN;
    const place = lastIndexAt(fresh.openedAt, openedAt);
    if (fresh.openedAt[place] !== openedAt) continue;
    const ratio = (fresh.close[place] ?? NaN) / (stored.close[i] ?? NaN);
    if (!Number.isFinite(ratio)) continue;
    const off = Math.abs(ratio - 1);
    lowest = Math.min(lowest, ratio);
    highest = Math.max(highest, ratio);
    nearest = Math.min(nearest, off);
    farthest = Math.max(farthest, off);
    count++;
  }
  if (farthest >= JUMP) return true;
  const isCommon = highest / lowest - 1 <= Math.max(0.001, nearest / 10);
  return count >= ENOUGH_BARS && nearest >= COMMON && isCommon;
}

/** Whether later bars come without any of those that were kept: what happened in between cannot be told. */
export function isApart(stored: Bars, fresh: Bars): boolean {
  return (fresh.openedAt[0] ?? -Infinity) > (stored.openedAt.at(-1) ?? Infinity);
}

/** Vendors do not agree with themselves on the hour of an event from one length of bars to the next. */
const SAME_EVENT_MS = 2 * DAY_MS;

/**
 * What is told that is not known: new splits and dividends, and dividends whose amount has changed. A split that lies
 * ahead is not news yet.
 */
export function newsOf(
  known: readonly CorporateAction[],
  told: readonly CorporateAction[],
  now: Instant,
): readonly CorporateAction[] {
  return told.flatMap((action): readonly CorporateAction[] => {
    if (action.kind === 'split') {
      const isKnown = known.some(
        (one) => isSameEvent(one, action) && ratioOf(one) === ratioOf(action),
      );
      if (isKnown || action.at > now) return [];
      const corrected = known.find((one) => isSameEvent(one, action));
      return [{ ...action, at: corrected?.at ?? action.at }];
    }
    const same = known.find((one) => isSameEvent(one, action));
    if (same === undefined) return [action];
    return same.kind === 'dividend' && same.amount !== action.amount
      ? [{ ...action, at: same.at }]
      : [];
  });
}

function isSameEvent(one: CorporateAction, other: CorporateAction): boolean {
  return one.kind === other.kind && Math.abs(one.at - other.at) <= SAME_EVENT_MS;
}

function ratioOf(action: CorporateAction): number {
  return action.kind === 'split' ? action.numerator / action.denominator : NaN;
}
