import type { Instant } from '../core/time.ts';
import type { metaStore } from './meta.ts';

/** The newest copy of the database. */
export type LastBackup = { readonly name: string; readonly at: Instant; readonly bytes: number };

/** What came of trying to restore a copy. */
export type Drill = {
  readonly name: string;
  /** When it was tried. */
  readonly at: Instant;
  /** Why it would not do; undefined when it works. */
  readonly trouble: string | undefined;
  /** Alerts that have been made since the copy. */
  readonly behind: number;
  /** When the newest alert in it was made; undefined when it holds none. */
  readonly newestAlertAt: Instant | undefined;
};

type Meta = ReturnType<typeof metaStore>;

/** What is known of the copies, for /status and the watchdog. */
export function backupFacts(meta: Meta) {
  return {
    last: (): LastBackup | undefined => read(meta, 'last_backup_file') as LastBackup | undefined,
    /** Also under the name that the watchdog reads. */
    setLast(last: LastBackup): void {
      meta.set('last_backup', String(last.at));
      meta.set('last_backup_file', JSON.stringify(last));
    },
    drill: (): Drill | undefined => read(meta, 'restore_drill') as Drill | undefined,
    /** The newest copy that a restore has worked with. */
    verified: (): string | undefined => meta.get('verified_backup'),
    setDrill(drill: Drill): void {
      meta.set('restore_drill', JSON.stringify(drill));
      if (drill.trouble === undefined) meta.set('verified_backup', drill.name);
    },
  };
}

function read(meta: Meta, key: string): unknown {
  const text = meta.get(key);
  return text === undefined ? undefined : JSON.parse(text);
}
