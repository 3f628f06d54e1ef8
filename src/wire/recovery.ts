import { errorText } from '../core/error.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import { restoredMessage } from '../bot/views/recovery.ts';
import { beginLife } from '../db/amnesia.ts';
import { highWaterPath, readHighWater, readMarks, writeHighWater } from '../db/high-water.ts';
import type { Parts } from '../wire.ts';
import type { Surroundings } from './ground.ts';

/** Knows how far the database has come, and so when an earlier state of it has been put in its place. */
export function createRecovery({ config, clock, log }: Surroundings, parts: Parts) {
  const { databasePath } = config;
  const path = highWaterPath(databasePath);
  const isKept = databasePath !== ':memory:';
  let keptAt: Instant | undefined;

  function keep(): void {
    if (!isKept) return;
    try {
      writeHighWater(path, readMarks(parts.db.sqlite));
      keptAt = clock();
    } catch (error) {
      log.warn('how far the database has come could not be written beside it', {
        error: errorText(error),
      });
    }
  }

  return {
    /** Before anything is sent. */
    begin(): void {
      const restored = beginLife(parts.db, isKept ? readHighWater(path) : undefined, clock());
      if (restored !== undefined) {
        parts.store.rules.changed();
        parts.app.recovery.tell(restored, ({ zone, waiting }) =>
          restoredMessage({ ...restored, waiting }, { now: clock(), zone }),
        );
        log.warn('an earlier state of the database has come back', restored);
      }
      keep();
    },
    /** Once a minute at most, however often it is called. */
    keepNow: (): void => {
      if (keptAt === undefined || clock() - keptAt >= MINUTE_MS) keep();
    },
    end: keep,
  };
}
