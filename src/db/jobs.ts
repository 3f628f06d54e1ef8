import { eq, sql } from 'drizzle-orm';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { job, jobRun } from './schema/runs.ts';
import { slots } from './slots.ts';

export type JobRecord = typeof job.$inferSelect;

type Ending = { readonly status: 'done' | 'failed' | 'skipped'; readonly note?: string };

/** A slot that passed without a run, and why. */
export type MissedSlot = { readonly slot: Instant; readonly why: string };

/** What ran when. A slot that is in the table has had its turn, whatever came of it. */
export function jobStore({ orm, sqlite }: Db) {
  const at = sql.placeholder;
  const ensure = orm.insert(job).values(slots(job)).onConflictDoNothing().prepare();
  const list = orm.select().from(job).prepare();
  const byName = orm
    .select()
    .from(job)
    .where(eq(job.name, at('name')))
    .prepare();
  const takeSlot = sqlite.prepare<[number, number, string, number]>(
    'update job set last_slot = ?, every_ms = ? where name = ? and last_slot is not ?',
  );
  const count = sqlite.prepare<{ name: string; now: number; status: string; note: string | null }>(
    `update job set runs = runs + (:status = 'done'), failures = failures + (:status = 'failed'),
       skips = skips + (:status = 'skipped'),
       last_ok_at = iif(:status = 'done', :now, last_ok_at),
       last_failure_at = iif(:status = 'failed', :now, last_failure_at),
       last_failure = iif(:status = 'failed', :note, last_failure)
     where name = :name`,
  );
  const open = orm.insert(jobRun).values(slots(jobRun, 'id')).onConflictDoNothing().prepare();
  const has = sqlite.prepare<[string, number], { n: number }>(
    'select 1 as n from job_run where job = ? and scheduled_for = ?',
  );
  const close = sqlite.prepare<[string, number, string | null, string, number]>(
    'update job_run set status = ?, finished_at = ?, note = ? where job = ? and scheduled_for = ?',
  );
  const latest = sqlite.prepare<[string], { at: number | null }>(
    'select max(scheduled_for) as at from job_run where job = ?',
  );
  const skips = sqlite.prepare<[number, string]>('update job set skips = skips + ? where name = ?');
  const orphans = sqlite.prepare<[number, string]>(
    "update job_run set status = 'failed', finished_at = ?, note = 'the program stopped' where status = 'running' and boot_id <> ?",
  );

  function known(name: string): void {
    ensure.run({
      name,
      lastSlot: null,
      everyMs: null,
      lastOkAt: null,
      lastFailureAt: null,
      lastFailure: null,
      runs: 0,
      failures: 0,
      skips: 0,
    });
  }

  return {
    list: (): readonly JobRecord[] => list.all(),
    get: (name: string): JobRecord | undefined => byName.get({ name }),
    /** @returns false when this very slot has had its turn; a clock that went back must not blind us */
    take(name: string, slot: Instant, everyMs: number): boolean {
      known(name);
      return takeSlot.run(slot, everyMs, name, slot).changes > 0;
    },
    /** Opens the slot's own row, for jobs slower than 5 minutes. @returns false when it was there */
    open: (name: string, slot: Instant, boot: { id: string; now: Instant }): boolean =>
      open.run({
        job: name,
        scheduledFor: slot,
        status: 'running',
        bootId: boot.id,
        startedAt: boot.now,
        finishedAt: null,
        note: null,
      }).changes > 0,
    /** Whether the slot of a job has a row: it has had its turn, or is having it. */
    has: (name: string, slot: Instant): boolean => has.get(name, slot) !== undefined,
    /** The latest slot of a job that has a row; undefined before the first. */
    latest(name: string): Instant | undefined {
      const at = latest.get(name)?.at;
      return at === null || at === undefined ? undefined : instant(at);
    },
    /** Slots that pass without a run, with the reason; those that have had their turn stay as they are. */
    skip(name: string, missed: readonly MissedSlot[], boot: { id: string; now: Instant }): void {
      known(name);
      const fresh = missed.filter(({ slot, why }) => {
        const times = { startedAt: boot.now, finishedAt: boot.now };
        const row = { job: name, scheduledFor: slot, status: 'skipped', bootId: boot.id };
        return open.run({ ...row, ...times, note: why }).changes > 0;
      });
      skips.run(fresh.length, name);
    },
    close: (name: string, slot: Instant, end: Ending & { now: Instant }): void =>
      void close.run(end.status, end.now, end.note ?? null, name, slot),
    /** Counts a run of any job. */
    count(name: string, end: Ending, now: Instant): void {
      known(name);
      count.run({ name, now, status: end.status, note: end.note ?? null });
    },
    /** Runs that a crash cut off are written down as such. */
    closeOrphans: (bootId: string, now: Instant): void => void orphans.run(now, bootId),
  };
}
