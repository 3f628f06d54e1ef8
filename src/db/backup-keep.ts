import { DAY_MS, instant, type Instant } from '../core/time.ts';

/** A copy of the database as its name tells of it. */
export type BackupFile = {
  readonly name: string;
  readonly at: Instant;
  /** Made before a migration: with the program of before, it is the way back. */
  readonly isBeforeUpgrade: boolean;
  /** A restore has been tried with it, and worked. */
  readonly isVerified: boolean;
};

const DAYS = 7;
const WEEKS = 4;
const MONTHS = 6;

/** `bellwether-20260105-153000.db`, UTC: it sorts by time. */
export function backupName(at: Date, isBeforeUpgrade: boolean): string {
  const time = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `bellwether-${time}${isBeforeUpgrade ? '-before-upgrade' : ''}.db`;
}

/** Reads what `backupName` wrote; undefined for any other file, which is nobody's to delete. */
export function readBackupName(name: string): Omit<BackupFile, 'isVerified'> | undefined {
  const [, date = '', time = '', upgrade] =
    /^bellwether-(\d{8})-(\d{6})(-before-upgrade)?\.db$/.exec(name) ?? [];
  const iso = `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
  const at = Date.parse(iso);
  if (date === '' || Number.isNaN(at)) return undefined;
  return { name, at: instant(at), isBeforeUpgrade: upgrade !== undefined };
}

/**
 * Which copies stay: everything of the last day, then the newest of each of 7 days, 4 weeks and 6 months that have any,
 * and beside them the newest that a restore has worked with and the newest from before an upgrade.
 *
 * The newest of all is the newest of its day, week and month, so at most 17 are older than a day.
 *
 * @returns their names
 */
export function toKeep(files: readonly BackupFile[], now: Instant): ReadonlySet<string> {
  const sorted = files.toSorted((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1));
  const kept = [
    ...sorted.filter((file) => file.at > now - DAY_MS),
    ...newestOfEach(sorted, { of: dayOf, count: DAYS }),
    ...newestOfEach(sorted, { of: weekOf, count: WEEKS }),
    ...newestOfEach(sorted, { of: monthOf, count: MONTHS }),
    ...sorted.filter((file) => file.isVerified).slice(0, 1),
    ...sorted.filter((file) => file.isBeforeUpgrade).slice(0, 1),
  ];
  return new Set(kept.map((file) => file.name));
}

type Span = { readonly of: (at: Instant) => number; readonly count: number };

function newestOfEach(sorted: readonly BackupFile[], { of, count }: Span): readonly BackupFile[] {
  const spans = new Map<number, BackupFile>();
  for (const file of sorted) if (!spans.has(of(file.at))) spans.set(of(file.at), file);
  return [...spans.values()].slice(0, count);
}

function dayOf(at: Instant): number {
  return Math.floor(at / DAY_MS);
}

/** Weeks begin on Mondays; the first day of 1970 was a Thursday. */
function weekOf(at: Instant): number {
  return Math.floor((dayOf(at) + 3) / 7);
}

function monthOf(at: Instant): number {
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
