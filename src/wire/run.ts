import { createEmergency } from '../channels/emergency.ts';
import { createCalendar } from '../core/calendar.ts';
import { instant } from '../core/time.ts';
import { factsOf } from './facts.ts';
import { lastWords } from './database-trouble.ts';
import { createProgram, type Program } from './program.ts';
import type { Start } from './start.ts';
import { stopOnSignals } from './signals.ts';
import type { Surroundings } from './ground.ts';
import { startWeb } from '../web/server.ts';

/** Runs the real program until it is told to stop. */
export async function run({ config, log, migrations }: Start): Promise<void> {
  if (config.telegram.kind === 'sandbox') return;
  const clock = () => instant(Date.now());
  const program = await open({
    config,
    log,
    clock,
    calendar: createCalendar(),
    telegram: config.telegram,
    yahooRoot: config.yahooApiRoot,
    migrations,
  });
  const web = await startWeb({
    ...config.web,
    probeWrite: program.parts.probeWrite,
    readiness: program.readiness,
    clock,
    log,
    facts: () => factsOf(program.parts, clock),
  });
  stopOnSignals({ log, shout: program.shout, stop: () => shutDown(program, web.close) });
  await program.start();
  sayWhoOwns(program, log);
  log.info('Bellwether is running', { bot: program.parts.bot.botInfo.username, web: web.url });
}

/** A database that cannot be used is called out: after a restart by itself nobody may be there to read the log. */
async function open(around: Surroundings): Promise<Program> {
  try {
    return createProgram(around, { alarms: 'all' });
  } catch (error) {
    const emergency = createEmergency(around.config.emergency, around);
    await emergency.shout('start', lastWords(error));
    await emergency.close();
    throw error;
  }
}

async function shutDown(program: Program, closeWeb: () => Promise<void>): Promise<void> {
  await program.stop();
  await closeWeb();
}

/** Without an owner nobody could use the bot: the log shows the one link that makes one. */
function sayWhoOwns({ parts }: Program, log: Start['log']): void {
  const claim = parts.app.claim.open();
  if (claim === undefined) return;
  const link = `https://t.me/${parts.bot.botInfo.username}?start=claim_${claim.code}`;
  log.warn(
    `Nobody owns this bot yet. Whoever opens this link within 10 minutes becomes the owner: ${link}`,
  );
}
