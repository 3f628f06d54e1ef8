import type { Halt } from '../core/intent.ts';
import { userId, type UserId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { halt } from './schema/selling.ts';

type Row = typeof halt.$inferSelect;

/** Selling stopped by hand. It is read from the database each time, never from memory. */
export function haltStore(db: Db) {
  const live = selectFrom(db, halt, 'ended_at is null order by id limit 1');
  const insert = insertInto(db, halt, { skip: ['id'] });
  const end = db.sqlite.prepare<[number, number]>(
    'update halt set ended_at = ?, ended_by = ? where ended_at is null',
  );
  const get = (): Halt | undefined => {
    const row = live.get();
    return row && toHalt(row);
  };

  return {
    /** Undefined while selling is not stopped by hand. */
    live: get,
    /** @returns the halt that stands, and whether it is this one */
    begin(
      wish: { readonly by: UserId; readonly reason: string | undefined },
      now: Instant,
    ): { readonly halt: Halt; readonly isNew: boolean } {
      const known = get();
      if (known !== undefined) return { halt: known, isNew: false };
      const row = { by: wish.by, reason: wish.reason ?? null, at: now };
      const made = insert.run({ ...row, endedAt: null, endedBy: null });
      return { halt: { id: Number(made.lastInsertRowid), ...wish, at: now }, isNew: true };
    },
    /** @returns false when nothing was stopped */
    end: (by: UserId, now: Instant): boolean => end.run(now, by).changes > 0,
  };
}

function toHalt(row: Row): Halt {
  return {
    id: row.id,
    by: userId(row.by),
    reason: row.reason ?? undefined,
    at: instant(row.at),
  };
}
