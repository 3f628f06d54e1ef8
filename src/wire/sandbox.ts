import { rmSync } from 'node:fs';
import type { Config } from '../config.ts';
import { createCalendar } from '../core/calendar.ts';
import { userId } from '../core/people.ts';
import { MINUTE_MS } from '../core/time.ts';
import { factsOf } from './facts.ts';
import { createProgram, type Program } from './program.ts';
import { furnish, YOU } from '../sandbox/page/furnish.ts';
import { sandboxRoutes } from '../sandbox/page/routes.ts';
import { createReplay } from '../sandbox/replay/replay.ts';
import { startBotApi } from '../sandbox/telegram/server.ts';
import { createWorld } from '../sandbox/telegram/world.ts';
import { startYahooVendor } from '../sandbox/vendor-yahoo.ts';
import { stopOnSignals } from './signals.ts';
import { lendPaper } from './sandbox-book.ts';
import type { Start } from './start.ts';
import { startWeb } from '../web/server.ts';

const FIRST_DAY = '2020-01-02';

/** Replayed time passes in leaps, so what is done by the clock is done at every step. */
const AT_EVERY_STEP = [
  'quotes',
  'bars',
  'positions',
  'stops',
  'selling',
  'risk',
  'entries',
  'entries-again',
  'outcomes',
  'briefs',
  'receipts',
  'tidy',
  'late-reports',
  'channels',
];

/** Nights end and briefings are due; nothing has traded but what never rests. */
const IN_THE_MORNING = ['quotes', 'briefs', 'receipts', 'tidy'];

/**
 * The real program over real HTTP, with a pretend Telegram, a pretend Yahoo and a replayed clock in place of the world.
 */
export async function run(start: Start): Promise<void> {
  const { log, migrations } = start;
  const config = sandboxConfig(start.config);
  forgetEarlierRun(config.databasePath);
  // The program and the replay need each other; the first step comes long after both are made.
  let program: Program | undefined;
  const replay = createReplay({
    startAt: FIRST_DAY,
    wallNow: Date.now,
    settleMs: 6 * MINUTE_MS,
    onStep: () => giveTurns(program, AT_EVERY_STEP),
    onMorning: () => giveTurns(program, IN_THE_MORNING),
  });
  const world = createWorld({ now: replay.clock });
  furnish(world);
  const telegram = await startBotApi({ world });
  const yahoo = await startYahooVendor({ feed: replay.feed });
  program = createProgram(
    {
      config,
      log,
      clock: replay.clock,
      calendar: createCalendar({ session: replay.sessionOverride }),
      telegram: { token: world.token, apiRoot: telegram.url },
      yahooRoot: yahoo.url,
      migrations,
      isPlayed: true,
      // Nothing leaves the machine from here.
      outside: new Map(),
    },
    // A clock that jumps through months would have the watchdog cry for nothing.
    { alarms: 'scanners' },
  );
  const { parts, readiness } = program;
  const lend = () => lendPaper(parts, replay.clock);
  const web = await startWeb({
    ...config.web,
    probeWrite: parts.probeWrite,
    readiness,
    clock: replay.clock,
    log,
    facts: () => factsOf(parts, replay.clock),
    extra: sandboxRoutes({ world, replay, lend }),
  });
  const running = program;
  stopOnSignals({
    log,
    shout: running.shout,
    stop: async () => {
      await replay.close();
      await running.stop();
      await Promise.all([web.close(), telegram.close(), yahoo.close()]);
    },
  });
  await running.start();
  process.stdout.write(`${welcome(web.url)}\n`);
}

/** Every job once, and then everything is sent. */
async function giveTurns(program: Program | undefined, jobs: readonly string[]): Promise<void> {
  for (const job of jobs) await program?.run(job);
  await program?.parts.deliver.idle();
}

function welcome(url: string): string {
  return [
    `Bellwether’s sandbox is open: ${url}`,
    'There is no TELEGRAM_BOT_TOKEN, so this is the real bot before a pretend Telegram, with prices of the past.',
    'Try /watch ^GSPC, then /rule ^GSPC < 2500 and its Arm button, then “Jump to March 2020”.',
  ].join('\n');
}

/** The sandbox keeps to its own database, never the one of a real bot, and lets its person in as the owner. */
function sandboxConfig(config: Config): Config {
  return {
    ...config,
    databasePath: `${config.databasePath}.sandbox`,
    ownerIds: [userId(YOU)],
    // There is nobody's money here.
    autosell: 'demo',
    firstChat: { chat: undefined, watchlist: [] },
  };
}

/** The pretend Telegram forgets everything when it closes, and its clock begins anew; so must the database. */
function forgetEarlierRun(path: string): void {
  for (const end of ['', '-wal', '-shm', '.key']) rmSync(`${path}${end}`, { force: true });
}
