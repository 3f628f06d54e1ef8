import type { UserId } from '../core/people.ts';
import { userId } from '../core/people.ts';
import type { Stop, StopTerms } from '../core/position.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { stop } from './schema/portfolio.ts';

type Row = typeof stop.$inferSelect;

export type NewStop = Pick<Stop, 'positionId' | 'terms' | 'price' | 'stage'> & {
  readonly by: UserId;
};

/** A stop as it is kept for good: who set it, and when it ended. */
export type KeptStop = Stop & { readonly setBy: UserId; readonly endedAt: Instant | undefined };

export type StageChange = Pick<Stop, 'stage' | 'seq' | 'alertId'>;

const OF_OPEN = `ended_at is null and position_id in (
  select p.id from position p join account a on a.id = p.account_id
  where p.closed_at is null and a.removed_at is null`;

/** Where positions are to be left: one in force a position. Those of closed positions and removed accounts are out of sight. */
export function stopStore(db: Db) {
  const { sqlite } = db;
  const insert = insertInto(db, stop, { skip: ['id'] });
  const byId = selectFrom(db, stop, 'id = ?');
  const live = selectFrom(db, stop, 'position_id = ? and ended_at is null');
  const ofUser = selectFrom(db, stop, `${OF_OPEN} and a.user_id = ?) order by id`);
  const allLive = selectFrom(db, stop, `${OF_OPEN}) order by id`);
  const history = selectFrom(db, stop, 'position_id = ? order by id desc');
  // The ratchet once more, for whoever comes past the one in the program.
  const move = sqlite.prepare<[number, number, number, number]>(
    `update stop set price = ?, moved_at = ?
     where id = ? and ended_at is null and coalesce(price, 0) < ?`,
  );
  const stage = sqlite.prepare<[string, number, number | null, number, number]>(
    `update stop set stage = ?, seq = ?, alert_id = ?, stage_at = ?
     where id = ? and ended_at is null`,
  );
  const refoot = sqlite.prepare<[string, number | null, number]>(
    'update stop set terms = ?, price = ? where id = ?',
  );
  const end = sqlite.prepare<[number, number]>(
    'update stop set ended_at = ? where id = ? and ended_at is null',
  );
  const reopen = sqlite.prepare<[number]>(
    `update stop set ended_at = null where id = ? and not exists (
       select 1 from stop other where other.position_id = stop.position_id and other.ended_at is null)`,
  );

  return {
    /** The one in force, of a closed position too. */
    live(positionId: number): Stop | undefined {
      const row = live.get(positionId);
      return row && toStop(row);
    },
    ofUser: (user: UserId): readonly Stop[] => ofUser.all(user).map(toStop),
    allLive: (): readonly Stop[] => allLive.all().map(toStop),
    get(id: number): KeptStop | undefined {
      const row = byId.get(id);
      return row && toKept(row);
    },
    /** Takes the place of the one in force, which ends. @returns its id */
    set({ positionId, terms, price, stage: at, by }: NewStop, now: Instant): number {
      const before = live.get(positionId);
      if (before !== undefined) end.run(now, before.id);
      const made = insert.run({
        positionId,
        terms: JSON.stringify(terms),
        price: price ?? null,
        setBy: by,
        setAt: now,
        movedAt: now,
        stage: at,
        stageAt: now,
        seq: 0,
        alertId: null,
        endedAt: null,
      });
      return Number(made.lastInsertRowid);
    },
    /** @returns false when it would not rise, or is over */
    move: (id: number, price: number, now: Instant): boolean =>
      move.run(price, now, id, price).changes > 0,
    /** What it has come to at the last price. */
    stage: (id: number, to: StageChange, now: Instant): void =>
      void stage.run(to.stage, to.seq, to.alertId ?? null, now, id),
    /** Puts it on the footing after a split: the one way in which a price goes down. */
    refoot: (id: number, place: Pick<Stop, 'terms' | 'price'>): void =>
      void refoot.run(JSON.stringify(place.terms), place.price ?? null, id),
    /** It stays in the history. @returns false when it was over before */
    end: (id: number, now: Instant): boolean => end.run(now, id).changes > 0,
    /** Takes an end back. @returns false when another one has its place by now */
    reopen: (id: number): boolean => reopen.run(id).changes > 0,
    /** Every one that a position ever had, newest first. */
    history: (positionId: number): readonly KeptStop[] => history.all(positionId).map(toKept),
  };
}

function toStop(row: Row): Stop {
  return {
    id: row.id,
    positionId: row.positionId,
    terms: JSON.parse(row.terms) as StopTerms,
    price: row.price ?? undefined,
    setAt: instant(row.setAt),
    movedAt: instant(row.movedAt),
    stage: row.stage,
    stageAt: instant(row.stageAt),
    seq: row.seq,
    alertId: row.alertId ?? undefined,
  };
}

function toKept(row: Row): KeptStop {
  return {
    ...toStop(row),
    setBy: userId(row.setBy),
    endedAt: row.endedAt === null ? undefined : instant(row.endedAt),
  };
}
