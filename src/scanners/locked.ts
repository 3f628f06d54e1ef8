import { setTimeout as pause } from 'node:timers/promises';
import { SECOND_MS } from '../core/time.ts';
import { databaseFault } from '../db/database-error.ts';

/** How long to leave a database alone that another process holds. */
export const LOCKED_PAUSE_MS = 1 * SECOND_MS;
const MOST_TRIES = 600;

/**
 * Does work that writes, again and again while another process holds the database.
 *
 * @param isWanted whether to go on waiting
 */
export async function whenFree<T>(work: () => T, isWanted: () => boolean): Promise<T> {
  for (let left = MOST_TRIES; ; left--) {
    try {
      return work();
    } catch (error) {
      if (databaseFault(error) !== 'locked' || left === 0 || !isWanted()) throw error;
    }
    await pause(LOCKED_PAUSE_MS);
  }
}

/** @returns undefined while another process holds the database */
export function unlessLocked<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (databaseFault(error) !== 'locked') throw error;
    return undefined;
  }
}
