import type { UserId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { IsoDate } from '../core/zone.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { equity } from './schema/portfolio.ts';

/** What an account was worth at the end of a day, in its own currency; of today, what it was worth when last looked at. */
export type EquityDay = {
  readonly accountId: number;
  /** In its person's zone. */
  readonly day: IsoDate;
  readonly total: number;
  readonly freeCash: number;
  readonly realised: number;
  /** Of what is held; undefined where a part of it has no price. */
  readonly unrealised: number | undefined;
  readonly currency: string;
  readonly at: Instant;
};

/** Day by day what accounts were worth. */
export function equityStore(db: Db) {
  const put = insertInto(db, equity, {
    onConflict: `on conflict (account_id, day) do update set total = excluded.total,
      free_cash = excluded.free_cash, realised = excluded.realised,
      unrealised = excluded.unrealised, currency = excluded.currency, at = excluded.at
      where excluded.at >= equity.at`,
  });
  const ofAccount = selectFrom(db, equity, 'account_id = ? order by day');
  const ofUser = selectFrom(
    db,
    equity,
    `account_id in (select id from account where user_id = ? and removed_at is null)
     order by day, account_id`,
  );

  return {
    /** The last look of a day is what stays of it. */
    put: (wish: EquityDay): void => void put.run({ ...wish, unrealised: wish.unrealised ?? null }),
    /** Oldest first. */
    ofAccount: (id: number): readonly EquityDay[] => ofAccount.all(id).map(toDay),
    /** Of all accounts of a person that are not removed, oldest first. */
    ofUser: (user: UserId): readonly EquityDay[] => ofUser.all(user).map(toDay),
  };
}

function toDay(row: typeof equity.$inferSelect): EquityDay {
  return { ...row, unrealised: row.unrealised ?? undefined, at: instant(row.at) };
}
