import type { Guard } from '../core/intent.ts';
import { userId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { guard } from './schema/selling.ts';

type Row = typeof guard.$inferSelect;

/** What people have allowed to be done about their positions. */
export function guardStore(db: Db) {
  const byPosition = selectFrom(db, guard, 'position_id = ?');
  const armed = selectFrom(db, guard, "mode in ('ask', 'auto') order by position_id");
  const put = insertInto(db, guard, {
    onConflict: `on conflict do update set mode = excluded.mode, max_pct = excluded.max_pct,
      floor_pct = excluded.floor_pct, armed_by = excluded.armed_by, armed_at = excluded.armed_at,
      expires_at = excluded.expires_at, stop_id = excluded.stop_id, updated_at = excluded.updated_at`,
  });
  const remove = db.sqlite.prepare<[number]>('delete from guard where position_id = ?');

  return {
    /** Undefined where nothing was ever chosen, which is to look on. */
    get(positionId: number): Guard | undefined {
      const row = byPosition.get(positionId);
      return row && toGuard(row);
    },
    /** Those that ask or sell. */
    armed: (): readonly Guard[] => armed.all().map(toGuard),
    set: (wish: Omit<Guard, 'updatedAt'>, now: Instant): void =>
      void put.run({
        ...wish,
        armedBy: wish.armedBy ?? null,
        armedAt: wish.armedAt ?? null,
        expiresAt: wish.expiresAt ?? null,
        stopId: wish.stopId ?? null,
        updatedAt: now,
      }),
    remove: (positionId: number): void => void remove.run(positionId),
  };
}

function toGuard(row: Row): Guard {
  return {
    positionId: row.positionId,
    mode: row.mode,
    maxPct: row.maxPct,
    floorPct: row.floorPct,
    armedBy: row.armedBy === null ? undefined : userId(row.armedBy),
    armedAt: row.armedAt === null ? undefined : instant(row.armedAt),
    expiresAt: row.expiresAt === null ? undefined : instant(row.expiresAt),
    stopId: row.stopId ?? undefined,
    updatedAt: instant(row.updatedAt),
  };
}
