import { DAY_MS, HOUR_MS, instant, type Instant } from '../../src/core/time.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { createRandom } from '../../src/sandbox/replay/random.ts';
import { job, type RunDeps } from '../../src/scanners/run.ts';
import { nextSlot, previousSlot, type Timetable } from '../../src/scanners/schedule.ts';
import { silentLog } from '../support/log.ts';
import { copiedDisk } from './sim/disk.ts';
import { complaint, type Report, type Suite } from './suite.ts';

const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2029, 0, 1);

export const ZONES = [
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'UTC',
];

/** Of the program's own jobs, and at hours that the clocks skip or repeat. */
const PATTERNS = ['0 41 3 * * *', '0 30 2 * * *', '0 30 1 * * *', '0 0 */6 * * *', '0 17 4 * * 0'];

/** Three years of the schedule in twelve zones, with clocks that jump and a program that stops at any time. */
export const clockSuite: Suite = {
  name: 'clock',
  says: 'three years in twelve zones, with jumping clocks: each slot runs once or is written down',
  kills: ZONES.length,
  unit: 'zones',
  run: ({ kills: zones, seed, say }) => clock({ zones, seed, say }),
};

type Options = {
  readonly zones: number;
  readonly seed: number;
  readonly from?: number;
  readonly to?: number;
  readonly say?: (line: string) => void;
};

export async function clock({ zones, seed, from = FROM, to = TO, say }: Options): Promise<Report> {
  const sums = { slots: 0, ran: 0, skipped: 0, cut: 0, jumps: 0, starts: 0 };
  const broken: string[] = [];
  for (const zone of ZONES.slice(0, zones)) {
    const lived = await live({ zone, from, to, random: createRandom(`clock/${seed}/${zone}`) });
    for (const pattern of PATTERNS) broken.push(...judge({ pattern, zone }, lived, sums));
    sums.jumps += lived.jumps;
    sums.starts += lived.starts;
    lived.close();
    say?.(`${zone} done`);
  }
  return { figures: Object.entries(sums), broken: complaint(broken) };
}

type Lived = {
  readonly runs: ReadonlyMap<string, number>;
  readonly rows: (name: string) => readonly Row[];
  readonly jumps: number;
  readonly starts: number;
  readonly close: () => void;
};

type Row = { readonly slot: number; readonly status: string; readonly note: string | null };

/** Lets the jobs have their turns as the schedule wakes them: at their slots, late, or not at all. */
async function live(world: {
  zone: string;
  from: number;
  to: number;
  random: () => number;
}): Promise<Lived> {
  const { zone, from, to, random } = world;
  const disk = copiedDisk();
  const db = disk.db();
  const store = createStore(db);
  const runs = new Map<string, number>();
  const state = { now: from, jumps: 0, starts: 1 };
  let death = Promise.withResolvers<void>();
  let jobs = start();

  function start() {
    const bootId = `boot-${state.starts}`;
    const clockNow = (): Instant => instant(state.now);
    store.jobs.closeOrphans(bootId, clockNow());
    const made = PATTERNS.map((pattern, i) => {
      const deps = depsOf(store, { bootId, clock: clockNow });
      const catchUp = i % 2 === 0 ? ({ catchUp: 'latest' } as const) : {};
      const spec = { name: pattern, pattern, zone, everyMs: 6 * HOUR_MS, ...catchUp };
      return job(deps, spec, (slot) => {
        const key = `${pattern}/${slot}`;
        runs.set(key, (runs.get(key) ?? 0) + 1);
        if (random() >= 0.02) return Promise.resolve([]);
        // The process dies over it: nobody hears how it ends.
        death.resolve();
        return new Promise(() => undefined);
      });
    });
    return made;
  }

  /** As croner does it: whatever is due by the clock has its turn, at the latest of its slots. */
  const wakeAll = async (isLate: (name: string) => boolean): Promise<void> => {
    for (const one of jobs) {
      const slot = previousSlot({ pattern: one.pattern, zone }, instant(state.now));
      if (slot === undefined || slot < from || !isLate(one.name)) continue;
      death = Promise.withResolvers<void>();
      const end = await Promise.race([one.run(slot), death.promise.then(() => 'dead' as const)]);
      if (end === 'dead') return restart();
    }
  };

  function restart(): void {
    state.starts++;
    jobs = start();
  }

  while (state.now < to) {
    const draw = random();
    const before = state.now;
    if (draw < 0.02) {
      // The clock goes back up to two hours, and what it meets again has had its turn.
      state.now = Math.max(from, state.now - Math.floor(random() * 2 * HOUR_MS));
      state.jumps++;
    } else if (draw < 0.03) {
      state.now += Math.floor(random() ** 4 * 30 * DAY_MS);
      state.jumps++;
      await wakeAll((name) => hasPassed({ pattern: name, zone }, before, state.now));
    } else if (draw < 0.08) {
      state.now += Math.floor(random() ** 3 * 3 * DAY_MS);
      restart();
      const overdue = new Set(jobs.filter((one) => one.isOverdue()).map(({ name }) => name));
      await wakeAll((name) => overdue.has(name));
    } else {
      const next = Math.min(
        ...PATTERNS.map((pattern) => nextSlot({ pattern, zone }, instant(state.now)) ?? Infinity),
      );
      state.now = next + Math.floor(random() * 30_000);
      await wakeAll((name) => hasPassed({ pattern: name, zone }, before, state.now));
    }
  }
  const rowsOf = db.sqlite.prepare<[string], Row>(
    'select scheduled_for as slot, status, note from job_run where job = ? order by 1',
  );
  return {
    runs,
    rows: (name) => rowsOf.all(name),
    jumps: state.jumps,
    starts: state.starts,
    close: disk.close,
  };
}

function hasPassed(timetable: Timetable, from: number, to: number): boolean {
  const slot = previousSlot(timetable, instant(to));
  return slot !== undefined && slot > from;
}

/** Every slot of the calendar, counted forwards, has run once or stands there with its reason. */
function judge(
  timetable: Timetable,
  lived: Lived,
  sums: Record<string, number>,
): readonly string[] {
  const { pattern, zone } = timetable;
  const found: string[] = [];
  const rows = lived.rows(pattern);
  const bySlot = new Map(rows.map((row) => [row.slot, row]));
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return [`${pattern} in ${zone} never ran`];
  const speaksFor = rows.filter(({ note }) => note?.includes('nor at any slot since') === true);
  for (let at: Instant | undefined = instant(first.slot); at !== undefined && at <= last.slot;) {
    const runs = lived.runs.get(`${pattern}/${at}`) ?? 0;
    const row = bySlot.get(at);
    const what = `${pattern} in ${zone} at ${new Date(at).toISOString()}`;
    bySlot.delete(at);
    if (runs > 1) found.push(`${what} ran ${runs} times`);
    if (row === undefined && !speaksFor.some(({ slot }) => slot > Number(at)))
      found.push(`${what} is not written down`);
    if (row?.status === 'done' && runs !== 1) found.push(`${what} is done and ran ${runs} times`);
    if (row?.status === 'skipped' && (runs > 0 || !row.note)) found.push(`${what}: ${row.note}`);
    count(sums, row?.status);
    at = nextSlot(timetable, at);
  }
  for (const slot of bySlot.keys())
    found.push(`${pattern} in ${zone}: ${new Date(slot).toISOString()} is no slot`);
  return found;
}

function count(sums: Record<string, number>, status: string | undefined): void {
  const name = status === 'done' ? 'ran' : status === 'failed' ? 'cut' : 'skipped';
  sums['slots'] = (sums['slots'] ?? 0) + 1;
  sums[name] = (sums[name] ?? 0) + 1;
}

function depsOf(store: Store, of: Pick<RunDeps, 'bootId' | 'clock'>): RunDeps {
  return {
    ...of,
    store,
    outbox: createOutbox(store, () => undefined),
    bars: { read: () => undefined },
    maxAlertsPerMinute: 20,
    defaultZone: 'UTC',
    log: silentLog,
  };
}
