import type { Instant } from '../core/time.ts';
import { HELD } from './amnesia.ts';
import type { Db } from './open.ts';

type Cut = {
  /** Older than this is dropped. */
  readonly before: Instant;
  /** What ended later than this is remembered all the same. */
  readonly endedBefore: Instant;
  /** At most so many rows; what hangs on them goes with them. */
  readonly limit: number;
};

/**
 * Drops what is older than anybody asks for, a few rows at a time. Ids follow time, so only the old end of each table is
 * read. The audit log has no such end.
 */
export function retentionStore({ sqlite }: Db) {
  const edges = sqlite.prepare<{ before: number }, Edges>(
    `select ${edge('alert')} as alertEdge, ${edge('delivery')} as deliveryEdge`,
  );
  // A rule's newest alert stays whatever its age: the rule may be firing still.
  const alerts = sqlite.prepare<Named>(
    `delete from alert where id in (select a.id from alert a
       where a.id < :alertEdge and a.created_at < :before and a.fate <> 'open'
         and (a.resolved_at is null or a.resolved_at < :endedBefore)
         and not exists (select 1 from rule_state s
           where s.rule_id = a.rule_id and s.ticker = a.ticker and s.alert_id = a.id)
         and not exists (select 1 from delivery d where d.alert_id = a.id and ${isOpen('d')})
       order by a.id limit :limit)`,
  );
  const deliveries = sqlite.prepare<Named>(
    `delete from delivery where id in (select d.id from delivery d
       where d.id < :deliveryEdge and d.alert_id is null and d.bundle_id is null
         and not ${isOpen('d')} order by d.id limit :limit)`,
  );
  const bundles = sqlite.prepare<Named>(
    `delete from bundle where id in (select b.id from bundle b
       where b.status = 'sealed' and b.sealed_at < :before
         and not exists (select 1 from alert a where a.bundle_id = b.id)
         and not exists (select 1 from delivery d where d.bundle_id = b.id and ${isOpen('d')})
       order by b.id limit :limit)`,
  );
  const timers = sqlite.prepare<Named>(
    `delete from timer where id in (select id from timer where done_at < :before order by id limit :limit)`,
  );
  const runs = sqlite.prepare<Named>(
    `delete from job_run where id in (select id from job_run where finished_at < :before
       order by id limit :limit)`,
  );
  return {
    /** One function a table, in the order in which they let go of each other; each says how many rows went. */
    open(cut: Cut): readonly (() => number)[] {
      const found = edges.get(cut) ?? { alertEdge: 0, deliveryEdge: 0 };
      return [alerts, deliveries, bundles, timers, runs].map(
        (statement) => () => statement.run({ ...cut, ...found }).changes,
      );
    },
  };
}

type Edges = { readonly alertEdge: number; readonly deliveryEdge: number };
type Named = Cut & Edges;

/** The first id that is young enough to stay. */
function edge(table: string): string {
  return `coalesce((select id from ${table} where created_at >= :before order by id limit 1), 9e15)`;
}

/** Still to be sent, in doubt since a restore, or ended lately. */
function isOpen(d: string): string {
  return `(${d}.status in ('queued', 'sending', 'uncertain') or ${d}.last_code is '${HELD}'
    or coalesce(${d}.finished_at, ${d}.created_at) >= :before)`;
}
