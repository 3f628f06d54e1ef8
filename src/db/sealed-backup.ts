import { createHash, type KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { MadeBackup } from '../core/ports/backups.ts';
import type { Instant } from '../core/time.ts';
import { backUp, SEALED_ENDING } from './backup.ts';
import { recoveryCode } from './recovery-code.ts';
import { sealFile } from './seal.ts';

export type SealedWish = {
  readonly databasePath: string;
  readonly folder: string;
  readonly key: KeyObject;
  readonly at: Instant;
};

/** Copies the database, then compresses and seals the copy: `bellwether-….db.gz.sealed`, beside the plain one. */
export async function makeSealedBackup(wish: SealedWish): Promise<MadeBackup> {
  const { databasePath, folder, key, at } = wish;
  const copy = await backUp(databasePath, folder, new Date(at));
  const packed = `${copy}.gz`;
  const path = `${copy}${SEALED_ENDING}`;
  try {
    const output = createWriteStream(packed, { mode: 0o600 });
    await pipeline(createReadStream(copy), createGzip(), output);
    await sealFile(key, packed, path);
  } finally {
    rmSync(packed, { force: true });
  }
  return { name: basename(path), path, bytes: statSync(path).size, at };
}

/** Names a key without giving it away. */
export function keyName(key: KeyObject): string {
  const hash = createHash('sha256').update('bellwether key name v1').update(key.export());
  return hash.digest('hex').slice(0, 16);
}

/** Whether the key's recovery code ends so; case and easily confused letters do not matter. */
export function isLastGroup(key: KeyObject, text: string): boolean {
  const plain = text.trim().toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return plain === recoveryCode(key).split('-').at(-1);
}
