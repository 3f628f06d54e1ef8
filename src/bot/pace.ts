import { MINUTE_MS, plus, type Instant } from '../core/time.ts';

/** Whether what somebody asks for is done. */
export type Pace =
  | { readonly kind: 'go' }
  /** Said once a minute: how many were read within it, and from when on they are done again. */
  | { readonly kind: 'tell'; readonly read: number; readonly again: Instant }
  | { readonly kind: 'silent' };

/** How many of each are done for one person within a minute. */
export type Paces = { readonly commands: number; readonly taps: number };

/** What was done for somebody within the last minute, and what was not since. */
type Kept = { done: readonly Instant[]; refused: number; toldAt: Instant | undefined };

const MOST_PEOPLE = 5_000;
const GO: Pace = { kind: 'go' };
const SILENT: Pace = { kind: 'silent' };

/**
 * At most so many a minute for each person, wherever they ask: any minute, not one by the clock. What was refused does not
 * count against them, so that they are heard again as soon as there is room.
 */
export function createPace(most: number) {
  const people = new Map<number, Kept>();

  function keptOf(person: number): Kept {
    const known = people.get(person);
    // Whoever has just asked is the last to be forgotten.
    people.delete(person);
    if (people.size >= MOST_PEOPLE) {
      for (const [eldest] of people) {
        people.delete(eldest);
        break;
      }
    }
    const kept = known ?? { done: [], refused: 0, toldAt: undefined };
    people.set(person, kept);
    return kept;
  }

  return {
    /** @param at when they asked, by the messenger's clock: what waited while we were away was not asked all at once */
    take(person: number, at: Instant): Pace {
      const kept = keptOf(person);
      kept.done = kept.done.filter((one) => at - one < MINUTE_MS);
      const [first] = kept.done;
      if (kept.done.length < most || first === undefined) {
        kept.done = [...kept.done, at];
        kept.refused = 0;
        return GO;
      }
      kept.refused++;
      if (kept.toldAt !== undefined && at - kept.toldAt < MINUTE_MS) return SILENT;
      kept.toldAt = at;
      const read = kept.done.length + kept.refused;
      return { kind: 'tell', read, again: plus(first, MINUTE_MS) };
    },
    /** How many people it remembers. */
    size: (): number => people.size,
  };
}
