import { statSync } from 'node:fs';
import { lawOver } from './conservation.ts';
import type { Db } from './open.ts';

export type Census = {
  readonly alerts: Readonly<Record<string, number>>;
  readonly deliveries: Readonly<Record<string, number>>;
  /** Alerts whose end does not agree with their deliveries, as far as looked; anything but 0 is a fault of ours. */
  readonly unaccounted: number;
  /** Epoch ms since when the longest waiting delivery could have gone out. */
  readonly oldestDueAt: number | undefined;
  readonly rulesOn: number;
};

type Count = { readonly name: string; readonly n: number };

const WAITING = "status in ('queued', 'sending', 'uncertain')";

/** Counts for /metrics, /status and the watchdog; what they cost depends on what is under way, not on what has been. */
export function censusStore(db: Db) {
  const { sqlite } = db;
  const walFile = `${sqlite.name}-wal`;
  const law = lawOver(db);
  // What has ended is counted by triggers as it ends.
  const ended = sqlite.prepare<[], Count>('select name, n from tally');
  const open = sqlite.prepare<[], { n: number }>(
    "select count(*) as n from alert where fate = 'open'",
  );
  const waiting = sqlite.prepare<[], Count>(
    `select status as name, count(*) as n from delivery where ${WAITING} group by status`,
  );
  const oldest = sqlite.prepare<[number], { at: number | null }>(
    `select min(max(not_before, created_at)) as at from delivery where ${WAITING} and not_before <= ?`,
  );
  const dead = sqlite.prepare<[number], { n: number }>(
    "select count(*) as n from delivery where status in ('dead', 'expired') and kind <> 'edit' and finished_at > ?",
  );
  const bytes = sqlite.prepare<[], { n: number }>(
    'select page_count * page_size as n from pragma_page_count(), pragma_page_size()',
  );
  const rules = sqlite.prepare<[], { n: number }>(
    "select count(*) as n from rule where status = 'on'",
  );

  return {
    /** Deliveries given up since `since`. */
    deadSince: (since: number): number => dead.get(since)?.n ?? 0,
    walBytes: (): number => statSync(walFile, { throwIfNoEntry: false })?.size ?? 0,
    databaseBytes: (): number => bytes.get()?.n ?? 0,
    take(now: number): Census {
      const past = ended.all();
      return {
        alerts: tally([{ name: 'open', n: open.get()?.n ?? 0 }, ...named(past, 'alert/')]),
        deliveries: tally([...waiting.all(), ...named(past, 'delivery/')]),
        unaccounted: law.look(),
        oldestDueAt: oldest.get(now)?.at ?? undefined,
        rulesOn: rules.get()?.n ?? 0,
      };
    },
    /** Alerts whose end does not agree with their deliveries, all looked at; takes seconds where there are a million. */
    audit: (): number => law.audit(),
  };
}

function named(counts: readonly Count[], prefix: string): readonly Count[] {
  return counts.flatMap(({ name, n }) =>
    name.startsWith(prefix) ? { name: name.slice(prefix.length), n } : [],
  );
}

function tally(counts: readonly Count[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counts.filter(({ n }) => n !== 0).map(({ name, n }) => [name, n]));
}
