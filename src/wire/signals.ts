import type { Shout } from '../core/ports/emergency.ts';
import type { Log } from '../core/ports/log.ts';
import { lastWords } from './database-trouble.ts';

type Needs = {
  readonly log: Log;
  readonly shout: Shout;
  readonly stop: () => Promise<void>;
};

/** SIGTERM and SIGINT drain and exit 0; a second one exits at once. What nobody caught ends the program loudly. */
export function stopOnSignals({ log, shout, stop }: Needs): void {
  let isStopping = false;
  const end = async (code: number): Promise<void> => {
    if (isStopping) process.exit(code === 0 ? 1 : code);
    isStopping = true;
    try {
      await stop();
      log.info('Bellwether has stopped');
      process.exit(code);
    } catch (error) {
      log.fatal('Stopping did not go cleanly', { error });
      process.exit(1);
    }
  };
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      log.info('Told to stop; finishing what is under way', { signal: name });
      void end(0);
    });
  }
  let isBroken = false;
  const broke = (error: unknown): void => {
    log.fatal('A fault that nobody caught', { error });
    // A second one must not end the program before the first has been called out.
    if (isBroken) return;
    isBroken = true;
    void shout('crash', lastWords(error)).then(() => end(1));
  };
  process.on('uncaughtException', broke);
  process.on('unhandledRejection', broke);
}
