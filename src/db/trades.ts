import type { UserId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Trade } from '../core/trade.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { trade } from './schema/portfolio.ts';

export type TradeWish = {
  /** From that moment on; all when it is left out. */
  readonly since?: Instant;
  readonly most?: number;
};

const START = instant(0);
const MOST = 10_000;

/** Every purchase and sale that is known, once each. */
export function tradeStore(db: Db) {
  const { sqlite } = db;
  const insert = insertInto(db, trade, { skip: ['id'], onConflict: 'on conflict do nothing' });
  const ofAccount = selectFrom(
    db,
    trade,
    'account_id = ? and at >= ? order by at desc, id desc limit ?',
  );
  const ofUser = selectFrom(
    db,
    trade,
    `account_id in (select id from account where user_id = ? and removed_at is null)
       and at >= ? order by at desc, id desc limit ?`,
  );
  const ofPosition = selectFrom(db, trade, 'position_id = ? order by at desc, id desc');
  const last = sqlite.prepare<[number], { at: number | null }>(
    'select max(at) as at from trade where account_id = ?',
  );
  const known = sqlite.prepare<[number, string], { id: number }>(
    'select id from trade where account_id = ? and remote_id = ?',
  );
  const drop = sqlite.prepare<[number, string]>(
    'delete from trade where account_id = ? and remote_id = ?',
  );

  return {
    /** @returns false when it was known */
    add(wish: Omit<Trade, 'id'>): boolean {
      const row = {
        ...wish,
        positionId: wish.positionId ?? null,
        ticker: wish.ticker ?? null,
        realised: wish.realised ?? null,
      };
      return insert.run(row).changes > 0;
    },
    has: (accountId: number, remoteId: string): boolean =>
      known.get(accountId, remoteId) !== undefined,
    /** Newest first. */
    ofAccount: (id: number, { since = START, most = MOST }: TradeWish = {}): readonly Trade[] =>
      ofAccount.all(id, since, most).map(toTrade),
    /** Of all accounts of a person that are not removed, newest first. */
    ofUser: (user: UserId, { since = START, most = MOST }: TradeWish = {}): readonly Trade[] =>
      ofUser.all(user, since, most).map(toTrade),
    ofPosition: (id: number): readonly Trade[] => ofPosition.all(id).map(toTrade),
    lastAt(accountId: number): Instant | undefined {
      const at = last.get(accountId)?.at;
      return at === null || at === undefined ? undefined : instant(at);
    },
    /** Takes back what was typed in. */
    drop: (accountId: number, remoteId: string): void => void drop.run(accountId, remoteId),
  };
}

function toTrade(row: typeof trade.$inferSelect): Trade {
  return {
    ...row,
    positionId: row.positionId ?? undefined,
    ticker: row.ticker === null ? undefined : (row.ticker as Ticker),
    realised: row.realised ?? undefined,
    at: instant(row.at),
  };
}
