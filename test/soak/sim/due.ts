import type { Life } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

const LATE_MS = 120_000;

/** When anything falls due in what is written down; Infinity when nothing is under way. */
export function dueFinder({ ask }: Life, time: VirtualTime): () => number {
  return () => {
    const now = time.now();
    return (
      ask.prepare<unknown[], { at: number | null }>(DUE).get(now, now - LATE_MS)?.at ?? Infinity
    );
  };
}

const DUE = `with clock(now, late) as (values (?, ?))
  select min(at) as at from (
       select max(d.not_before, coalesce(own.not_before, 0), coalesce(whole.not_before, 0)) as at
         from delivery d left join lane own on own.lane = d.lane
           left join lane whole on whole.lane = d.channel
         where d.status in ('queued', 'uncertain') and (d.kind <> 'edit' or not exists (select 1
           from delivery t where t.id = d.edits_id and t.status in ('queued', 'sending', 'uncertain')))
       union all select now + 60000 from delivery, clock where status = 'sending'
       union all select due_at from bundle where status = 'open'
       union all select due_at from timer where done_at is null
       union all select created_at + 120000 from delivery, clock
         where priority = 0 and kind = 'alert' and status in ('queued', 'sending', 'uncertain')
           and created_at > late)`;
