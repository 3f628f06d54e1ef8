import { setTimeout as pause } from 'node:timers/promises';
import type { Readiness } from '../web/health.ts';
import { createScanners, type ScannerDeps } from '../scanners/registry.ts';
import { createSchedule, slotDistance } from '../scanners/schedule.ts';
import { heeding } from './database-trouble.ts';
import { createOperations, type Operations } from './operations.ts';
import { assemble, type Parts } from '../wire.ts';
import { SCHEDULE_ZONE, type Surroundings } from './ground.ts';

export type Program = {
  readonly parts: Parts;
  /** Begins to send and scan, then to listen. Resolves when Telegram has answered for the first time. */
  start(): Promise<void>;
  /** Stops in order: no new work, then what is under way, then the database. */
  stop(): Promise<void>;
  readonly shout: Operations['shout'];
  readiness(): Readiness;
  /** Gives a job its turn now, whatever its schedule. */
  run(name: string): Promise<void>;
};

/** Which jobs are woken by the clock; the rest wait to be given their turns. */
type Alarms = 'all' | 'scanners' | 'none';

/** The running program. */
export function createProgram(around: Surroundings, options: { readonly alarms: Alarms }): Program {
  const parts = assemble(around);
  const { log, clock } = around;
  const deps = scannerDepsOf(around, parts);
  const operations = createOperations(around, parts, deps);
  const scanners = createScanners(deps);
  const jobs = [...scanners, ...operations.jobs];
  const woken = { all: jobs, scanners, none: [] }[options.alarms];
  const stage = { isRecovered: false, isPolling: false, isScheduling: false };
  const stopping = new AbortController();
  const schedule = createSchedule({
    clock,
    onError: heeding(operations.shout, log),
    onOverlap(name, slot) {
      log.warn('a job was still running at its next turn, which is skipped', { job: name });
      jobs.find((one) => one.name === name)?.skip(slot);
    },
  });
  return {
    parts,
    shout: operations.shout,
    readiness: () => ({
      isMigrated: true,
      isRecovered: stage.isRecovered,
      isPolling: stage.isPolling,
      isSchedulerRunning: stage.isScheduling,
    }),
    async start() {
      parts.app.install.first({ owners: around.config.ownerIds, ...around.config.firstChat });
      parts.store.jobs.closeOrphans(parts.bootId, clock());
      operations.begin();
      parts.deliver.start();
      stage.isRecovered = true;
      for (const one of woken)
        schedule.every({ ...one, zone: SCHEDULE_ZONE, isOverdue: one.isOverdue() }, one.run);
      stage.isScheduling = true;
      await greet(parts, around, stopping.signal);
      stage.isPolling = true;
    },
    async stop() {
      stopping.abort();
      stage.isScheduling = false;
      await schedule.stop();
      await parts.runners.stop();
      await parts.menus.stop();
      await parts.app.selling.idle();
      await parts.deliver.stop();
      const { telegramFetch, market, entryFeed, outbound, outside, brokers } = parts;
      const lines = [telegramFetch, market, entryFeed, outbound, brokers, ...outside.values()].map(
        (line) => line?.close?.(),
      );
      await Promise.all([...lines, operations.stop()]);
      parts.db.close();
    },
    async run(name) {
      await jobs.find((one) => one.name === name)?.run(clock());
    },
  };
}

function scannerDepsOf(around: Surroundings, parts: Parts): ScannerDeps {
  const { config, log, clock, calendar } = around;
  const entryTimes = { pattern: config.scans.entries, zone: SCHEDULE_ZONE };
  return {
    ...parts,
    reach: parts.app.reach,
    calendar,
    clock,
    log,
    maxAlertsPerMinute: config.maxAlertsPerMinute,
    defaultZone: config.timeZone,
    briefText: parts.app.brief.text,
    bookOf: parts.app.risk.book,
    riskBars: parts.app.risk.topUp,
    sellingTurn: parts.app.selling.turn,
    installAccount: parts.app.accounts.installOwn,
    positionScans: {
      pattern: config.scans.positions,
      everyMs: slotDistance({ pattern: config.scans.positions, zone: SCHEDULE_ZONE }, clock()),
    },
    barScans: {
      pattern: config.scans.bars,
      intervalMs: slotDistance({ pattern: config.scans.bars, zone: SCHEDULE_ZONE }, clock()),
    },
    entryScans: {
      ...entryTimes,
      everyMs: slotDistance(entryTimes, clock()),
      calendar,
    },
    quotes: {
      pattern: config.scans.quotes,
      intervalMs: parts.quotesEveryMs,
      outsideHours: config.scansOutsideHours,
      isPlayed: around.isPlayed,
    },
  };
}

/** Makes itself known to Telegram; waits for it as long as it takes, but not for a token that is wrong. */
async function greet(parts: Parts, { log }: Surroundings, signal: AbortSignal): Promise<void> {
  for (let waitMs = 1_000; !signal.aborted; waitMs = Math.min(waitMs * 2, 60_000)) {
    try {
      await parts.bot.init();
      parts.runners.start();
      parts.menus.publish();
      return;
    } catch (error) {
      if (isWrongToken(error)) throw new StartError(WRONG_TOKEN);
      log.warn('Telegram cannot be reached yet; scanning goes on, and I keep trying', { error });
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The program cannot start; the text is one plain sentence for whoever started it. */
class StartError extends Error {
  override readonly name = 'StartError';
}

const WRONG_TOKEN =
  'Telegram does not accept TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, whole and without spaces.';

function isWrongToken(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('error_code' in error)) return false;
  return error.error_code === 401 || error.error_code === 404;
}
