import { sql } from 'drizzle-orm';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { lane } from './schema/alerts.ts';
import { slots } from './slots.ts';

/** Until when each lane was told to wait: a restart may not forget a 429. */
export function laneStore({ orm }: Db) {
  const pause = orm
    .insert(lane)
    .values(slots(lane))
    .onConflictDoUpdate({
      target: lane.lane,
      set: { notBefore: sql`max(not_before, excluded.not_before)` },
    })
    .prepare();
  const all = orm.select().from(lane).prepare();
  return {
    pause: (name: string, until: Instant): void => void pause.run({ lane: name, notBefore: until }),
    pauses: (): ReadonlyMap<string, Instant> =>
      new Map(all.all().map((row) => [row.lane, instant(row.notBefore)])),
  };
}
