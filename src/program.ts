import { setTimeout as pause } from 'node:timers/promises';
import type { Readiness } from './web/health.ts';
import { quotesScanner } from './scanners/quotes.ts';
import { job, scanJob, type Job, type RunDeps } from './scanners/run.ts';
import { createSchedule } from './scanners/schedule.ts';
import { tidy } from './scanners/tidy.ts';
import { createOperations, type Operations } from './operations.ts';
import { assemble, SCHEDULE_ZONE, type Parts, type Surroundings } from './wire.ts';

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

/** The running program. `alarms` is false where something else gives jobs their turns. */
export function createProgram(
  around: Surroundings,
  options: { readonly alarms: boolean },
): Program {
  const parts = assemble(around);
  const { log, clock } = around;
  const deps: RunDeps = {
    ...parts,
    clock,
    log,
    maxAlertsPerMinute: around.config.maxAlertsPerMinute,
  };
  const operations = createOperations(around, parts, deps);
  const jobs = [...jobsOf(around, parts, deps), ...operations.jobs];
  const stage = { isRecovered: false, isPolling: false, isScheduling: false };
  const stopping = new AbortController();
  const schedule = createSchedule({
    clock,
    onError: (name, error) => log.error('a job broke', { job: name, error }),
    onOverlap(name) {
      log.warn('a job was still running at its next turn, which is skipped', { job: name });
      parts.store.jobs.count(name, { status: 'skipped' }, clock());
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
      parts.deliver.start();
      stage.isRecovered = true;
      if (options.alarms)
        for (const one of jobs) schedule.every({ ...one, zone: SCHEDULE_ZONE }, one.run);
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
      await parts.deliver.stop();
      await Promise.all([parts.telegramFetch.close(), parts.market.close(), operations.stop()]);
      parts.db.close();
    },
    async run(name) {
      await jobs.find((one) => one.name === name)?.run(clock());
    },
  };
}

function jobsOf(around: Surroundings, parts: Parts, deps: RunDeps): readonly Job[] {
  const { config, calendar } = around;
  const { store, market } = parts;
  const pattern = config.scans.quotes;
  const quotes = quotesScanner({
    pattern,
    intervalMs: parts.quotesEveryMs,
    outsideHours: config.scansOutsideHours,
  });
  return [
    scanJob(deps, quotes, { market, store, calendar, rules: parts.rules }),
    job(deps, { name: 'tidy', pattern: '*/30 * * * * *', everyMs: 30_000 }, () => tidy(deps)),
  ];
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
export class StartError extends Error {
  override readonly name = 'StartError';
}

const WRONG_TOKEN =
  'Telegram does not accept TELEGRAM_BOT_TOKEN. Copy it again from @BotFather, whole and without spaces.';

function isWrongToken(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('error_code' in error)) return false;
  return error.error_code === 401 || error.error_code === 404;
}
