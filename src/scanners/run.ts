import { errorText } from '../core/error.ts';
import type { Log } from '../core/ports/log.ts';
import { MINUTE_MS, type Clock, type Instant } from '../core/time.ts';
import { commitScan, type CommitDeps } from './commit.ts';
import { databaseFault } from '../db/database-error.ts';
import type { Scanner } from './define.ts';

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
};

/** Any work with a schedule. `work` returns what it could not do; an empty list is success. */
export function job(
  deps: RunDeps,
  spec: JobSpec,
  work: (slot: Instant) => Promise<readonly string[]>,
): Job {
  const { store, clock, log } = deps;
  const isSlow = spec.everyMs > SLOW_JOB_MS;
  return {
    name: spec.name,
    pattern: spec.pattern,
    async run(slot) {
      if (!takeSlot(deps, spec, { slot, isSlow })) return;
      const ending = await endingOf(() => work(slot));
      const now = clock();
      store.jobs.count(spec.name, ending, now);
      if (isSlow) store.jobs.close(spec.name, slot, { ...ending, now });
      if (ending.status === 'failed')
        log.warn('a job did not succeed', { job: spec.name, why: ending.note });
    },
  };
}

type Slot = { readonly slot: Instant; readonly isSlow: boolean };

function takeSlot(
  { store, bootId, clock }: RunDeps,
  { name, everyMs }: JobSpec,
  { slot, isSlow }: Slot,
): boolean {
  return store.transact(() => {
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
