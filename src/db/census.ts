import { statSync } from 'node:fs';
import type { Db } from './open.ts';

export type Census = {
  readonly alerts: Readonly<Record<string, number>>;
  readonly deliveries: Readonly<Record<string, number>>;
  /** Alerts whose end does not agree with their deliveries; anything but 0 is a fault of ours. */
  readonly unaccounted: number;
  /** Epoch ms since when the longest waiting delivery could have gone out. */
  readonly oldestDueAt: number | undefined;
  readonly rulesOn: number;
};

type Count = { readonly name: string; readonly n: number };

/** Counts for /metrics, /status and the watchdog. */
export function censusStore({ sqlite }: Db) {
  const walFile = `${sqlite.name}-wal`;
  const alerts = sqlite.prepare<[], Count>(
    'select fate as name, count(*) as n from alert group by fate',
  );
  const deliveries = sqlite.prepare<[], Count>(
    'select status as name, count(*) as n from delivery group by status',
  );
  // An open alert must have something under way, a finished one nothing, and a sent one something sent.
  const unaccounted = sqlite.prepare<[], { n: number }>(
    `select count(*) as n from alert a where a.fate <> 'suppressed' and not exists (
       select 1 from delivery d where d.kind = 'alert'
         and d.id in (select id from delivery where alert_id = a.id
           union all select id from delivery where bundle_id = a.bundle_id)
         and case a.fate when 'open' then d.status in ('queued', 'sending', 'uncertain')
           else d.status = a.fate end)
       and not (a.fate = 'open' and exists (
         select 1 from bundle b where b.id = a.bundle_id and b.status = 'open'))`,
  );
  const oldest = sqlite.prepare<[number], { at: number | null }>(
    `select min(max(not_before, created_at)) as at from delivery
       where status in ('queued', 'sending', 'uncertain') and not_before <= ?`,
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
      return {
        alerts: tally(alerts.all()),
        deliveries: tally(deliveries.all()),
        unaccounted: unaccounted.get()?.n ?? 0,
        oldestDueAt: oldest.get(now)?.at ?? undefined,
        rulesOn: rules.get()?.n ?? 0,
      };
    },
  };
}

function tally(rows: readonly Count[]): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}
