import { Cron } from 'croner';
import { instant, type Clock, type Instant } from '../core/time.ts';

/** A cron pattern of six fields, second first, and the IANA zone it is read in. */
export type Timetable = { readonly pattern: string; readonly zone: string };

export type Job = Timetable & {
  /** Unique in the process: the library refuses the second of a name until the first is stopped. */
  readonly name: string;
  /** A slot has gone by without its turn, which is to be made up for at once. */
  readonly isOverdue?: boolean;
};

export type ScheduleNeeds = {
  readonly clock: Clock;
  /** A run threw. Its schedule goes on. */
  readonly onError: (name: string, error: unknown) => void;
  /** A slot came while the run before it was still busy; it is skipped. */
  readonly onOverlap: (name: string, slot: Instant) => void;
};

export type Schedule = {
  /**
   * Wakes `run` at every slot, one run at a time.
   *
   * Slots missed while the process was down or its loop blocked are not made up for, but for the latest one of a job that
   * is overdue. Where the clocks go back, a pattern with steps inside a fixed hour runs in both of those hours.
   *
   * @throws when the pattern or zone is unreadable, the pattern never fires, or the name is taken
   */
  every(job: Job, run: (slot: Instant) => Promise<void>): void;
  /** No run starts after this; resolves when those under way have ended. */
  stop(): Promise<void>;
};

/** Croner as an alarm clock only: what ran, and what must still run, the database remembers. */
export function createSchedule({ clock, onError, onOverlap }: ScheduleNeeds): Schedule {
  const crons: Cron[] = [];
  const busy = new Set<Promise<void>>();

  return {
    every(job, run) {
      const times = reader(job);
      // Asked without a name: the library takes a name before it notices that pattern or zone is bad, and keeps it.
      if (!times.nextRun()) throw new Error(`The job ${job.name} would never run: ${job.pattern}`);
      // The replay's clock is not the wall's, so the slot is read from the clock and not from the alarm.
      const slotNow = () => before(times, clock() + 1) ?? clock();
      const cron = new Cron(
        job.pattern,
        {
          ...reading(job),
          name: job.name,
          protect: () => onOverlap(job.name, slotNow()),
          catch: (error) => onError(job.name, error),
          unref: false,
        },
        () => tracked(busy, run(slotNow())),
      );
      crons.push(cron);
      if (job.isOverdue === true) void cron.trigger();
    },
    async stop() {
      for (const cron of crons) cron.stop();
      await Promise.allSettled(busy);
    },
  };
}

/** The last slot at or before `at`; undefined when there never was one. */
export function previousSlot(timetable: Timetable, at: Instant): Instant | undefined {
  return before(reader(timetable), at + 1);
}

/** Slots between two moments, neither of them included, the latest first and so many at most. */
export function slotsBetween(
  timetable: Timetable,
  { after, before: end }: { readonly after: Instant; readonly before: Instant },
  most: number,
): readonly Instant[] {
  const times = reader(timetable);
  const found: Instant[] = [];
  for (let at = before(times, end); found.length < most; at = before(times, at)) {
    if (at === undefined || at <= after) break;
    found.push(at);
  }
  return found;
}

/** The first slot after `at`; undefined when there will never be one. */
export function nextSlot(timetable: Timetable, at: Instant): Instant | undefined {
  const next = reader(timetable).nextRun(new Date(at));
  return next ? instant(next.getTime()) : undefined;
}

/** How far apart the next two slots are, in milliseconds; 0 when there are no two. */
export function slotDistance(timetable: Timetable, at: Instant): number {
  const first = nextSlot(timetable, at);
  const second = first && nextSlot(timetable, first);
  return first === undefined || second === undefined ? 0 : second - first;
}

function before(times: Cron, ms: number): Instant | undefined {
  const [previous] = times.previousRuns(1, new Date(ms));
  return previous && instant(previous.getTime());
}

/** A Cron without a job never starts a timer. */
function reader(timetable: Timetable): Cron {
  return new Cron(timetable.pattern, reading(timetable));
}

function reading({ zone }: Timetable) {
  return {
    timezone: zone,
    mode: '6-part',
    domAndDow: false,
    sloppyRanges: false,
    alternativeWeekdays: false,
    fixedTimeRule: 'single-value',
    paused: false,
  } as const;
}

async function tracked(busy: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  busy.add(work);
  try {
    await work;
  } finally {
    busy.delete(work);
  }
}
