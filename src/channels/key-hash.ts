import { createHash } from 'node:crypto';

/** A key as services take it: the same 32 letters and digits for the same key, which they do not tell. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
