import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { errorText } from '../core/error.ts';
import { DAY_MS, type Instant } from '../core/time.ts';
import { tellOwners } from '../app/access.ts';
import { drillFailed } from '../bot/views/recovery.ts';
import { backupFacts } from '../db/backup-facts.ts';
import { backUp, pruneBackups } from '../db/backup.ts';
import { DatabaseError } from '../db/database-error.ts';
import { checkOnDisk } from '../db/open.ts';
import { drillRestore } from '../db/restore-drill.ts';
import { job, type Job, type RunDeps } from '../scanners/run.ts';
import { slotDistance } from '../scanners/schedule.ts';
import { type Parts } from '../wire.ts';
import { SCHEDULE_ZONE, type Surroundings } from './ground.ts';

/** Sundays before dawn in New York, when no market is open anywhere. */
const DRILL_PATTERN = '0 17 4 * * 0';

/** Copies the database at its times, clears old copies away, and once a week tries to restore the newest. */
export function backupJobs(around: Surroundings, parts: Parts, deps: RunDeps): readonly Job[] {
  const { config, clock, migrations } = around;
  const { folder, cron: pattern } = config.backup;
  const facts = backupFacts(parts.store.meta);
  const everyMs = slotDistance({ pattern, zone: SCHEDULE_ZONE }, clock());
  return [
    job(deps, { name: 'backup', pattern, everyMs, catchUp: 'latest' }, async () => {
      const at = clock();
      const path = await backUp(config.databasePath, folder, new Date(at)).catch(tell);
      parts.store.transact(() =>
        facts.setLast({ name: basename(path), at, bytes: statSync(path).size }),
      );
      prune(at);
      return [];
    }),
    job(
      deps,
      { name: 'restore-drill', pattern: DRILL_PATTERN, everyMs: 7 * DAY_MS, catchUp: 'latest' },
      async () => {
        const drill = await drillRestore(parts.db, { folder, migrations, now: clock() });
        if (drill === undefined) return ['there is no copy to try'];
        parts.store.transact(() => facts.setDrill(drill));
        if (drill.trouble === undefined) return [];
        tellOwners({ ...parts, clock }, `restore-drill/${drill.at}`, drillFailed(drill));
        return [`${drill.name}: ${drill.trouble}`];
      },
    ),
  ];

  /** A copy that fails may be the first to show that the database is damaged; a full disk of copies ends nothing. */
  function tell(error: unknown): never {
    checkOnDisk(config.databasePath);
    throw new DatabaseError(errorText(error));
  }

  function prune(now: Instant): void {
    pruneBackups(folder, { now, isVerified: (name) => name === facts.verified() });
  }
}
