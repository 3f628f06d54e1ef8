import { createEmergency } from '../channels/emergency.ts';
import { createHeartbeatLine, type HeartbeatLine } from '../channels/heartbeat.ts';
import type { Shout } from '../core/ports/emergency.ts';
import { html } from '../core/html.ts';
import type { MarketId } from '../core/market.ts';
import { chatId } from '../core/people.ts';
import { DAY_MS, instant, type Instant } from '../core/time.ts';
import { fromZoned } from '../core/zone.ts';
import { heartbeat } from '../scanners/heartbeat.ts';
import { diskFree, fileBytes, watchLoopLag } from '../scanners/host-vitals.ts';
import { takeOverOwed } from '../scanners/owed.ts';
import { job, type Job, type RunDeps } from '../scanners/run.ts';
import type { Vitals } from '../scanners/vitals.ts';
import { needsShout, watch, type Streaks } from '../scanners/watchdog.ts';
import type { Parts } from '../wire.ts';
import type { Surroundings } from './ground.ts';
import { createAuditWatch } from './audit-watch.ts';
import { backupJobs } from './backups.ts';
import { createRecovery } from './recovery.ts';

export type Operations = ReturnType<typeof createOperations>;

/** What looks after the program itself: watchdog, heartbeat, backups. */
export function createOperations(around: Surroundings, parts: Parts, deps: RunDeps) {
  const { config, clock, log } = around;
  const emergency = createEmergency(config.emergency, { clock, log });
  const watchdog = watchdogOf(around, parts, emergency.shout);
  const recovery = createRecovery(around, parts);
  const { url } = config.heartbeat;
  const line = url === undefined ? undefined : createHeartbeatLine(url, { log });
  const jobs: readonly Job[] = [
    job(deps, { name: 'watchdog', pattern: '*/20 * * * * *', everyMs: 20_000 }, () => {
      recovery.keepNow();
      return watchdog.look();
    }),
    ...backupJobs(around, parts, deps),
  ];
  const beat = line && pulseOf(around, parts, line.beat);
  return {
    jobs: beat
      ? [...jobs, job(deps, { name: 'heartbeat', pattern: '*/5 * * * * *', everyMs: 5_000 }, beat)]
      : jobs,
    shout: emergency.shout,
    /** Before anything is sent: an earlier state of the database may have come back, or a storm not be written out. */
    begin(): void {
      recovery.begin();
      takeOverOwed(deps);
      deps.store.owed.settleAll();
    },
    async stop(): Promise<void> {
      watchdog.stop();
      recovery.end();
      await Promise.all([emergency.close(), line?.close()]);
    },
  };
}

/** Looks at the program's health, and tells owners once when something begins and once when it is over. */
function watchdogOf(around: Surroundings, parts: Parts, shout: Shout) {
  const { store } = parts;
  const startedAt = around.clock();
  const lag = watchLoopLag();
  const auditWatch = createAuditWatch({ ...around, app: parts.app });
  let streaks: Streaks = new Map();
  return {
    stop: (): void => lag.stop(),
    async look(): Promise<readonly string[]> {
      const now = around.clock();
      const auditLog = await auditWatch.look();
      const measured = { startedAt, loopLagP99Ms: lag.readP99Ms(), auditLog };
      const vitals = await gather(around, parts, measured);
      const verdicts = watch(vitals, { open: store.incidents.open(), streaks }, now);
      streaks = verdicts.streaks;
      store.transact(() => {
        for (const { key, sentence, openedAt } of verdicts.opened) {
          store.incidents.add(key, sentence, openedAt);
          tellOwners(
            parts,
            { key: `incident/${key}/${openedAt}/begin`, text: `⚠️ ${sentence}` },
            now,
          );
        }
        for (const { key, sentence, openedAt, recoveredAt } of verdicts.recovered) {
          store.incidents.close(key, recoveredAt);
          tellOwners(
            parts,
            { key: `incident/${key}/${openedAt}/end`, text: `✅ ${sentence}` },
            now,
          );
        }
      });
      const urgent = verdicts.opened.filter((one) => needsShout(one.key));
      await Promise.all(urgent.map((one) => shout(one.key, one.sentence)));
      return [];
    },
  };
}

/** Pings the outside watcher after each whole cycle, and tells it when a part of the cycle stays away. */
function pulseOf(around: Surroundings, parts: Parts, ping: HeartbeatLine['beat']) {
  const { config, clock } = around;
  const startedAt = clock();
  let lastBeatAt: Instant | undefined;
  let drainedAt: Instant | undefined;
  return async (): Promise<readonly string[]> => {
    const now = clock();
    if (parts.store.census.take(now).oldestDueAt === undefined) drainedAt = now;
    const wish = heartbeat(
      {
        startedAt,
        scanDueSince: dueSince(around, parts, startedAt),
        scannedAt: at(parts.store.jobs.get('quotes')?.lastOkAt),
        drainedAt,
        wroteAt: lastWrite(parts, now),
        lastBeatAt,
      },
      config.heartbeat,
      now,
    );
    if (wish === 'wait') return [];
    lastBeatAt = now;
    return (await ping(wish)) ? [] : ['the outside watcher could not be reached'];
  };
}

type Measured = Pick<Vitals, 'startedAt' | 'loopLagP99Ms' | 'auditLog'>;

async function gather(
  around: Surroundings,
  parts: Parts,
  { startedAt, loopLagP99Ms, auditLog }: Measured,
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
      {
        isoDate: calendar.holidaysKnownTo([...watchedMarkets(parts), 'us']) ?? calendar.tableEndsOn,
        hour: 23,
        minute: 59,
      },
      'America/New_York',
    ),
    unaccounted: census.unaccounted,
    auditLog,
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
  const openings = [...watchedMarkets(parts)].flatMap((market) =>
    calendar.isOpen(market, now) ? (calendar.lastSession(market, now)?.opensAt ?? []) : [],
  );
  return openings.length === 0 ? undefined : instant(Math.min(...openings));
}

/** The markets that rules wait on. */
function watchedMarkets({ rules, store }: Parts): ReadonlySet<MarketId> {
  return new Set(
    [...rules().byTicker.keys()].flatMap(
      (ticker) => store.quotes.get(ticker)?.quote?.instrument.market ?? [],
    ),
  );
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
function tellOwners(parts: Parts, wish: { key: string; text: string }, now: Instant): void {
  for (const owner of parts.store.people.owners()) {
    const chat = chatId(owner.id);
    if (parts.store.chats.get(chat) === undefined) continue;
    const to = { place: { chat, thread: undefined }, message: { text: html`${wish.text}` } };
    parts.outbox.notice(`${wish.key}/${owner.id}`, to, now);
  }
}
