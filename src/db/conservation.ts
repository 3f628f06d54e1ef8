import type { Db } from './open.ts';

/** So many of the alerts that have ended are looked at each time. */
const SLICE = 2_000;

/**
 * The law that no alert is lost: an open one has something under way, one that was sent something sent, one that is dead or
 * expired something that ended so. All open alerts are looked at each time, those that have ended a slice at a time.
 */
export function lawOver({ sqlite }: Db) {
  const openViolations = sqlite.prepare<[], { n: number }>(
    `select count(*) as n from alert a where a.fate = 'open'
       and (a.bundle_id is null or a.bundle_id not in (
         select id from bundle where status = 'open' union all
         select bundle_id from delivery where status in ('queued', 'sending', 'uncertain')
           and kind = 'alert' and bundle_id is not null))
       and not exists (select 1 from delivery d where d.alert_id = a.id and d.kind = 'alert'
         and d.status in ('queued', 'sending', 'uncertain'))`,
  );
  const slice = sqlite.prepare<[number, number], { last: number | null; n: number }>(
    `select max(id) as last, count(*) as n
       from (select id from alert where id > ? order by id limit ?)`,
  );
  const endedViolations = sqlite.prepare<[number, number], { id: number }>(
    `select a.id from alert a where a.id > ? and a.id <= ? and a.fate not in ('open', 'suppressed')
       and not exists (select 1 from delivery d where d.alert_id = a.id and d.kind = 'alert'
         and d.status = a.fate)
       and (a.bundle_id is null or not exists (select 1 from delivery d
         where d.bundle_id = a.bundle_id and d.kind = 'alert' and d.status = a.fate))`,
  );
  /** Ended alerts that broke it when they were last looked at. */
  const broken = new Set<number>();
  let from = 0;

  /** @returns false when that was the last slice */
  const lookAtSlice = (): boolean => {
    const { last, n } = slice.get(from, SLICE) ?? { last: null, n: 0 };
    const isLast = n < SLICE || last === null;
    const to = isLast ? Number.MAX_SAFE_INTEGER : last;
    for (const id of broken) if (id > from && id <= to) broken.delete(id);
    for (const { id } of endedViolations.all(from, to)) broken.add(id);
    from = isLast ? 0 : to;
    return !isLast;
  };
  const total = (): number => (openViolations.get()?.n ?? 0) + broken.size;

  return {
    /** Looks at the next slice. @returns how many alerts are known to break it */
    look(): number {
      lookAtSlice();
      return total();
    },
    /** Looks at everything. @returns how many alerts break it */
    audit(): number {
      from = 0;
      while (lookAtSlice());
      return total();
    },
  };
}
