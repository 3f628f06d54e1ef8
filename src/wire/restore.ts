import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import { DatabaseError } from '../db/database-error.ts';
import { restore } from '../db/restore.ts';
import { holdKey, keyPath } from '../db/sealing-key.ts';

/** `--restore FILE`: puts a backup in the place of the database. @returns what was done, as sentences */
export function restoreBackup(
  file: string | undefined,
  config: Config,
  migrations: string,
): Promise<readonly string[]> {
  if (file === undefined)
    throw new DatabaseError(`Say which backup: npm run restore -- ${config.backup.folder}/FILE`);
  const { databasePath } = config;
  return restore({
    file,
    databasePath,
    migrations,
    key: () => {
      const isThere = config.sealingKey !== undefined || existsSync(keyPath(databasePath));
      if (isThere) return holdKey(config).key;
      throw new DatabaseError(
        'The backup is encrypted, and there is no key here. Enter its recovery code with: npm start -- --recover-key CODE – or set SEALING_KEY to what it was on the other machine. Then restore again.',
      );
    },
    at: new Date(),
  });
}
