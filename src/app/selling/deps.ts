import { statSync } from 'node:fs';
import type { Halt } from '../../core/intent.ts';
import type { AppDeps } from '../deps.ts';

export type SellingDeps = Pick<
  AppDeps,
  'store' | 'outbox' | 'market' | 'bars' | 'calendar' | 'clock' | 'log' | 'defaultZone' | 'selling'
>;

/** Each of the three switches, and what else keeps everything from being sold. */
export type Switches = {
  readonly isOff: boolean;
  readonly hasFile: boolean;
  readonly halt: Halt | undefined;
  /** An earlier state of the database has come back: there may be orders that it does not know. */
  readonly isRestored: boolean;
};

const RESTORE_LOCK = 'autosell_lock';

/** Read anew each time, within the transaction that counts on them. */
export function readSwitches({ store, selling }: SellingDeps): Switches {
  return {
    isOff: selling.ceiling === 'off',
    hasFile: isThere(selling.haltFile),
    halt: store.halts.live(),
    isRestored: store.meta.get(RESTORE_LOCK) !== undefined,
  };
}

/** Called when an owner has looked at the broker's own list and lets it go on. */
export function releaseRestoreLock({ store }: SellingDeps): void {
  store.meta.remove(RESTORE_LOCK);
}

export function isStopped({ isOff, hasFile, halt, isRestored }: Switches): boolean {
  return isOff || hasFile || halt !== undefined || isRestored;
}

/** What cannot be looked at counts as there. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
