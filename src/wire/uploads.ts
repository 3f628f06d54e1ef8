import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputFile } from 'grammy';
import { recoveryCode } from '../db/recovery-code.ts';
import type { Ground, Surroundings } from './ground.ts';

/** What goes out beside words and must not lie in the outbox. */
export function uploadsOf({ config }: Surroundings, { sealing }: Pick<Ground, 'sealing'>) {
  return {
    upload: (bytes: Uint8Array, name: string): InputFile => new InputFile(bytes, name),
    openKept(name: string): InputFile | undefined {
      const path = join(config.backup.folder, basename(name));
      return existsSync(path) ? new InputFile(path, name) : undefined;
    },
    reveal: (): string => recoveryCode(sealing.key),
  };
}
