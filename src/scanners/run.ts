import { errorText } from '../core/error.ts';
import type { Log } from '../core/ports/log.ts';
import { MINUTE_MS, type Clock, type Instant } from '../core/time.ts';
import { commitScan, type CommitDeps } from './commit.ts';
import type { MissedSlot } from '../db/jobs.ts';
import { databaseFault } from '../db/database-error.ts';
import type { Scanner } from './define.ts';
import { previousSlot, slotsBetween, type Timetable } from './schedule.ts';

export type RunDeps = CommitDeps & {
  readonly clock: Clock;
  readonly bootId: string;
  readonly log: Log;
};

/** A job that is given its turn at a slot. Resolves when it has run, been skipped or failed; throws the database's own faults. */
export type Job = {
  readonly name: string;
  readonly pattern: string;
  run(slot: Instant): Promise<void>;
  /** The slot came while the run before it was still going. */
  skip(slot: Instant): void;
  /** Whether its latest slot has gone by without a run, and is to be made up for. */
  isOverdue(): boolean;
};

const SLOW_JOB_MS = 5 * MINUTE_MS;

/** Makes a scanner a job: gather → scan → decide → commit, with its run written down. */
export function scanJob<Deps, Data>(
  deps: RunDeps,
  scanner: Scanner<Deps, Data>,
  gatherDeps: Deps,
): Job {
  return job(deps, { everyMs: 0, ...scanner }, async () => {
    const data = await scanner.gather(gatherDeps, deps.clock());
    const now = deps.clock();
    const result = scanner.scan(data, now);
    commitScan(deps, result, now);
    return result.failures;
  });
}

type JobSpec = {
  readonly name: string;
  readonly pattern: string;
  /** How far apart its slots are; jobs slower than 5 minutes get a row for each slot. */
  readonly everyMs: number;
  /** The zone of its pattern; New York when left out. */
  readonly zone?: string;
  /** What becomes of slots that passed while nothing ran. All are written down; `latest`: the last one is made up for. */
  readonly catchUp?: 'latest';
};

/** Any work with a schedule. `work` returns what it could not do; an empty list is success. */
export function job(
  deps: RunDeps,
  spec: JobSpec,
  work: (slot: Instant) => Promise<readonly string[]>,
): Job {
  const { store, clock, log } = deps;
  const isSlow = spec.everyMs > SLOW_JOB_MS;
  const timetable = { pattern: spec.pattern, zone: spec.zone ?? NEW_YORK };
  return {
    name: spec.name,
    pattern: spec.pattern,
    async run(slot) {
      const missed = isSlow ? missedBefore(deps, { name: spec.name, timetable }, slot) : [];
      if (!takeSlot(deps, spec, { slot, isSlow, missed })) return;
      const ending = await endingOf(() => work(slot));
      const now = clock();
      store.jobs.count(spec.name, ending, now);
      if (isSlow) store.jobs.close(spec.name, slot, { ...ending, now });
      if (ending.status === 'failed')
        log.warn('a job did not succeed', { job: spec.name, why: ending.note });
    },
    skip(slot) {
      const why = 'the run before it was still going';
      if (isSlow) store.jobs.skip(spec.name, [{ slot, why }], { id: deps.bootId, now: clock() });
      else store.jobs.count(spec.name, { status: 'skipped' }, clock());
    },
    isOverdue() {
      const last = isSlow && spec.catchUp === 'latest' ? store.jobs.latest(spec.name) : undefined;
      const due = last && previousSlot(timetable, clock());
      return last !== undefined && due !== undefined && due > last;
    },
  };
}

const NEW_YORK = 'America/New_York';
/** So many slots that passed have rows of their own; the oldest of them speaks for those before it. */
const MOST_MISSED = 500;
const WHY_MISSED = 'the program was not running then';

/** Slots that passed between a job's last turn and this one. */
function missedBefore(
  { store }: RunDeps,
  { name, timetable }: { readonly name: string; readonly timetable: Timetable },
  slot: Instant,
): readonly MissedSlot[] {
  const after = store.jobs.latest(name);
  if (after === undefined || after >= slot) return [];
  const slots = slotsBetween(timetable, { after, before: slot }, MOST_MISSED);
  const since = `${WHY_MISSED}, nor at any slot since ${new Date(after).toISOString()}`;
  return slots.map((one, i) => ({ slot: one, why: i === MOST_MISSED - 1 ? since : WHY_MISSED }));
}

type Slot = {
  readonly slot: Instant;
  readonly isSlow: boolean;
  readonly missed: readonly MissedSlot[];
};

function takeSlot(
  { store, bootId, clock }: RunDeps,
  { name, everyMs }: JobSpec,
  { slot, isSlow, missed }: Slot,
): boolean {
  return store.transact(() => {
    if (missed.length > 0) store.jobs.skip(name, missed, { id: bootId, now: clock() });
    if (!store.jobs.take(name, slot, everyMs)) return false;
    return !isSlow || store.jobs.open(name, slot, { id: bootId, now: clock() });
  });
}

async function endingOf(
  work: () => Promise<readonly string[]>,
): Promise<{ status: 'done' | 'failed'; note?: string }> {
  try {
    const failures = await work();
    return failures.length === 0
      ? { status: 'done' }
      : { status: 'failed', note: failures.join('; ').slice(0, 500) };
  } catch (error) {
    // What cannot be written down cannot be counted as failed either.
    if (databaseFault(error) !== undefined) throw error;
    return { status: 'failed', note: errorText(error) };
  }
}
