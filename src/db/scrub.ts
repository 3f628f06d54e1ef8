import type { Db } from './open.ts';

/**
 * Removes the last traces of what was overwritten. The main file zeroes what is deleted by itself; the write-ahead log
 * still holds the pages as they were, until it is emptied.
 */
export function createScrub({ sqlite }: Pick<Db, 'sqlite'>) {
  let isWanted = false;

  /** Tried again at the next call when somebody is reading. */
  function scrub(): void {
    if (!isWanted || !sqlite.open || sqlite.inTransaction) return;
    const patience = Number(sqlite.pragma('busy_timeout', { simple: true }));
    sqlite.pragma('busy_timeout = 0');
    try {
      isWanted = sqlite.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0;
    } finally {
      sqlite.pragma(`busy_timeout = ${patience}`);
    }
  }

  return {
    scrub,
    /** Scrubs when the transaction that is running has ended. */
    soon(): void {
      isWanted = true;
      queueMicrotask(scrub);
    },
  };
}
