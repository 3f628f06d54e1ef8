import type { Shout } from '../core/ports/emergency.ts';
import type { Log } from '../core/ports/log.ts';
import { databaseFault, DatabaseError, type DatabaseFault } from '../db/database-error.ts';

const LOCKED =
  'Another program holds the database, so that nothing can be written down. Alerts wait and are not lost: close that program, or stop what copies the file.';

const WORDS: Readonly<Record<Exclude<DatabaseFault, 'locked'>, string>> = {
  full: 'The disk with the database is full. Bellwether has stopped rather than forget something: make room and start it again.',
  damaged:
    'The database is damaged. Bellwether has stopped: restore the newest backup, and look at the disk.',
  unusable:
    'The database cannot be read or written. Bellwether has stopped: look at the disk, and at who may write there.',
};

/**
 * What is done about a job that broke: a locked database is called out and waited for, one that nothing can be written to
 * any more ends the program.
 */
export function heeding(shout: Shout, log: Log): (job: string, error: unknown) => void {
  return (job, error) => {
    log.error('a job broke', { job, error });
    const fault = databaseFault(error);
    if (fault === undefined) return;
    if (fault === 'locked') void shout('database', LOCKED);
    else
      queueMicrotask(() => {
        throw error;
      });
  };
}

/** What the emergency channel says of an error that ends the program. */
export function lastWords(error: unknown): string {
  const fault = databaseFault(error);
  if (error instanceof DatabaseError) return error.message;
  if (fault === undefined) return 'Bellwether hit a fault of its own and restarts.';
  return fault === 'locked' ? LOCKED : WORDS[fault];
}
