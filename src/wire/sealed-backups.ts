import type { Backups } from '../core/ports/backups.ts';
import { isLastGroup, keyName, makeSealedBackup } from '../db/sealed-backup.ts';
import type { Ground, Surroundings } from './ground.ts';

/** Copies for owners to take away, sealed with the key of this installation. */
export function createBackups({ config, clock }: Surroundings, { sealing }: Ground): Backups {
  const { key } = sealing;
  const { databasePath, backup } = config;
  return {
    keyName: keyName(key),
    isLastGroup: (text) => isLastGroup(key, text),
    make: () => makeSealedBackup({ databasePath, folder: backup.folder, key, at: clock() }),
  };
}
