import type { Instant } from '../time.ts';

export type MadeBackup = {
  readonly name: string;
  /** Where it lies on the machine. */
  readonly path: string;
  readonly bytes: number;
  readonly at: Instant;
};

/** Copies of the database that only the holder of the sealing key can read. */
export type Backups = {
  /** Names the key without giving it away: another key has another name. */
  readonly keyName: string;
  /** Whether a recovery code ends so; case and easily confused letters do not matter. */
  isLastGroup(text: string): boolean;
  /** Copies the database as it is now, compresses and seals the copy. */
  make(): Promise<MadeBackup>;
};
