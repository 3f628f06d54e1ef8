import type { App } from '../app/app.ts';
import type { Log } from '../core/ports/log.ts';
import { DAY_MS, type Clock, type Instant } from '../core/time.ts';
import type { AuditBreak } from '../db/audit.ts';

type Needs = { readonly app: App; readonly clock: Clock; readonly log: Log };

type Checked = { readonly broken: AuditBreak | undefined };

/**
 * Reads the audit log through at the first look and once a day after it; what came of that is remembered in between. The
 * hash of its last row goes to the log, outside of the database, where it can be compared with later.
 */
export function createAuditWatch({ app, clock, log }: Needs) {
  let last: { readonly at: Instant; readonly found: Checked } | undefined;
  return {
    async look(): Promise<Checked> {
      const now = clock();
      if (last !== undefined && now - last.at < DAY_MS) return last.found;
      const { broken, rows, head } = await app.audit.check();
      const found = { broken };
      last = { at: now, found };
      if (broken === undefined) log.info('the audit log is whole', { rows, head });
      else log.error('the audit log was changed outside of the program', { ...broken });
      return found;
    },
  };
}
