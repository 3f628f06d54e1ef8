import { createEmergency } from './channels/emergency.ts';
import { createHeartbeatLine } from './channels/heartbeat.ts';
import { html } from './core/html.ts';
import { chatId } from './core/people.ts';
import { DAY_MS, HOUR_MS, instant, SECOND_MS, type Instant } from './core/time.ts';
import { fromZoned } from './core/zone.ts';
import { backUp } from './db/backup.ts';
import { heartbeat } from './scanners/heartbeat.ts';
import { diskFree, fileBytes, watchLoopLag } from './scanners/host-vitals.ts';
import { job, type Job, type RunDeps } from './scanners/run.ts';
import type { Vitals } from './scanners/vitals.ts';
import { needsShout, watch, type Streaks } from './scanners/watchdog.ts';
import type { Parts, Surroundings } from './wire.ts';

export type Operations = ReturnType<typeof createOperations>;

/** What looks after the program itself: watchdog, heartbeat, backups. */
export function createOperations(around: Surroundings, parts: Parts, deps: RunDeps) {
  const { config, clock, log } = around;
  const startedAt = clock();
  const lag = watchLoopLag();
  const emergency = createEmergency(config.emergency, { clock, log });
  const line =
    config.heartbeat.url === undefined
      ? undefined
      : createHeartbeatLine(config.heartbeat.url, { log });
  const beat = {
    at: undefined as Instant | undefined,
    drainedAt: undefined as Instant | undefined,
  };
  let streaks: Streaks = new Map();

  async function look(): Promise<readonly string[]> {
    const now = clock();
    const vitals = await gather(around, parts, { startedAt, loopLagP99Ms: lag.readP99Ms() });
    const verdicts = watch(vitals, { open: parts.store.incidents.open(), streaks }, now);
    streaks = verdicts.streaks;
    parts.store.transact(() => {
      for (const one of verdicts.opened) {
        parts.store.incidents.add(one.key, one.sentence, one.openedAt);
        tellOwners(
          parts,
          { key: `incident/${one.key}/${one.openedAt}/begin`, sentence: `⚠️ ${one.sentence}` },
          now,
        );
      }
      for (const one of verdicts.recovered) {
        parts.store.incidents.close(one.key, one.recoveredAt);
        tellOwners(
          parts,
          { key: `incident/${one.key}/${one.openedAt}/end`, sentence: `✅ ${one.sentence}` },
          now,
        );
      }
    });
    const urgent = verdicts.opened.filter((one) => needsShout(one.key));
    await Promise.all(urgent.map((one) => emergency.shout(one.key, one.sentence)));
    return [];
  }

  async function pulse(): Promise<readonly string[]> {
    const now = clock();
    if (parts.store.census.take(now).oldestDueAt === undefined) beat.drainedAt = now;
    const scan = parts.store.jobs.get('quotes');
    const wish = heartbeat(
      {
        startedAt,
        scanDueSince: dueSince(around, parts, startedAt),
        scannedAt: at(scan?.lastOkAt),
        drainedAt: beat.drainedAt,
        wroteAt: lastWrite(parts, now),
        lastBeatAt: beat.at,
      },
      config.heartbeat,
      now,
    );
    if (wish === 'wait' || line === undefined) return [];
    beat.at = now;
    return (await line.beat(wish)) ? [] : ['the outside watcher could not be reached'];
  }

  async function save(): Promise<readonly string[]> {
    await backUp(config.databasePath, config.backup.folder, new Date(clock()));
    parts.store.meta.set('last_backup', String(clock()));
    return [];
  }

  const jobs: readonly Job[] = [
    job(deps, { name: 'watchdog', pattern: '*/20 * * * * *', everyMs: 20 * SECOND_MS }, look),
    job(deps, { name: 'backup', pattern: config.backup.cron, everyMs: HOUR_MS }, save),
    ...(line === undefined
      ? []
      : [
          job(deps, { name: 'heartbeat', pattern: '*/5 * * * * *', everyMs: 5 * SECOND_MS }, pulse),
        ]),
  ];

  return {
    jobs,
    shout: emergency.shout,
    async stop(): Promise<void> {
      lag.stop();
      await Promise.all([emergency.close(), line?.close()]);
    },
  };
}

type Measured = { readonly startedAt: Instant; readonly loopLagP99Ms: number | undefined };

async function gather(
  around: Surroundings,
  parts: Parts,
  { startedAt, loopLagP99Ms }: Measured,
): Promise<Vitals> {
  const { config, clock, calendar } = around;
  const now = clock();
  const census = parts.store.census.take(now);
  return {
    startedAt,
    providers: [
      {
        name: 'Yahoo',
        everyMs: parts.quotesEveryMs,
        dueSince: dueSince(around, parts, startedAt),
        lastSuccessAt: at(parts.store.jobs.get('quotes')?.lastOkAt),
        stillWorks: 'Commands, mutes and what is already on its way still work.',
      },
    ],
    oldestDueAt: at(census.oldestDueAt),
    uncertain: census.deliveries['uncertain'] ?? 0,
    deadLastDay: parts.store.census.deadSince(now - DAY_MS),
    polling: { lastSuccessAt: parts.runners.lastPollAt() },
    loopLagP99Ms,
    diskFree: await diskFree(config.databasePath),
    walBytes: await fileBytes(`${config.databasePath}-wal`),
    lastBackupAt: at(Number(parts.store.meta.get('last_backup') ?? Number.NaN)),
    clockSkewMs: undefined,
    calendarEndsAt: fromZoned(
      { isoDate: calendar.tableEndsOn, hour: 23, minute: 59 },
      'America/New_York',
    ),
    unaccounted: census.unaccounted,
  };
}

/** Since when prices have been due without a break: the earliest opening among markets that rules wait on. */
function dueSince(
  { config, calendar, clock }: Surroundings,
  parts: Parts,
  startedAt: Instant,
): Instant | undefined {
  const live = parts.rules().byTicker;
  if (live.size === 0) return undefined;
  if (config.scansOutsideHours) return startedAt;
  const now = clock();
  const markets = new Set(
    [...live.keys()].flatMap(
      (ticker) => parts.store.quotes.get(ticker)?.quote?.instrument.market ?? [],
    ),
  );
  const openings = [...markets].flatMap((market) =>
    calendar.isOpen(market, now) ? (calendar.lastSession(market, now)?.opensAt ?? []) : [],
  );
  return openings.length === 0 ? undefined : instant(Math.min(...openings));
}

function lastWrite(parts: Parts, now: Instant): Instant | undefined {
  try {
    parts.probeWrite();
    return now;
  } catch {
    return undefined;
  }
}

function at(ms: number | null | undefined): Instant | undefined {
  return ms === null || ms === undefined || Number.isNaN(ms) ? undefined : instant(ms);
}

/** Puts one sentence before every owner, once per key. */
export function tellOwners(
  parts: Parts,
  wish: { key: string; sentence: string },
  now: Instant,
): void {
  for (const owner of parts.store.people.owners()) {
    const chat = chatId(owner.id);
    if (parts.store.chats.get(chat) === undefined) continue;
    const to = { place: { chat, thread: undefined }, message: { text: html`${wish.sentence}` } };
    parts.outbox.notice(`${wish.key}/${owner.id}`, to, now);
  }
}
