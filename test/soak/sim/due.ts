import type { Life } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

type Due = { at: number | null };

const LATE_MS = 120_000;

/** When anything falls due in what is written down; Infinity when nothing is under way. */
export function dueFinder({ db }: Life, time: VirtualTime): () => number {
  const query = db.sqlite.prepare<{ now: number; late: number }, Due>(
    `select min(at) as at from (
       select max(d.not_before, coalesce(own.not_before, 0), coalesce(whole.not_before, 0)) as at
         from delivery d left join lane own on own.lane = d.lane
           left join lane whole on whole.lane = d.channel
         where d.status in ('queued', 'sending', 'uncertain')
       union all select due_at from bundle where status = 'open'
       union all select due_at from timer where done_at is null
       union all select created_at + :late from delivery
         where priority = 0 and kind = 'alert' and status in ('queued', 'sending', 'uncertain')
           and created_at + :late > :now)`,
  );
  return () => query.get({ now: time.now(), late: LATE_MS })?.at ?? Infinity;
}
