import type { UserId } from '../core/people.ts';
import type { Account, Position } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { insertInto, selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { toPosition, toPositionRow, type NewPosition, type PositionRow } from './position-row.ts';
import { position } from './schema/portfolio.ts';

/** A position that is no longer held, and what ended it. */
export type ClosedPosition = Position & { readonly closedAt: Instant; readonly why: string };

export type PriceSeen = { readonly price: number; readonly at: Instant };

type Kept = { readonly position: Position; readonly missed: number };

/** As many past positions as anybody looks at. */
const MOST_CLOSED = 1_000;

/** What is held, and what was. Positions of accounts that were removed are out of sight. */
export function positionStore(db: Db, accountOf: (id: number) => Account | undefined) {
  const { sqlite } = db;
  const upsert = insertInto(db, position, {
    skip: ['id'],
    onConflict: `on conflict (account_id, symbol) where closed_at is null do update set
      ticker = excluded.ticker, isin = excluded.isin, name = excluded.name, currency = excluded.currency,
      quantity = excluded.quantity, available = excluded.available, in_pies = excluded.in_pies,
      average_price = excluded.average_price, price = excluded.price, price_at = excluded.price_at,
      profit = excluded.profit, max_price = excluded.max_price, max_at = excluded.max_at,
      opened_at = excluded.opened_at, seen_at = excluded.seen_at, missed = 0`,
  });
  const idOf = sqlite.prepare<[number, string], { id: number }>(
    'select id from position where account_id = ? and symbol = ? and closed_at is null',
  );
  const byId = selectFrom(db, position, 'id = ?');
  const open = selectFrom(db, position, 'closed_at is null order by id');
  const closed = selectFrom(
    db,
    position,
    'account_id = ? and closed_at is not null order by closed_at desc, id desc limit ?',
  );
  const setPrice = sqlite.prepare<[number, number, number]>(
    'update position set price = ?, price_at = ? where id = ?',
  );
  const setMax = sqlite.prepare<[number, number, number]>(
    'update position set max_price = ?, max_at = ? where id = ?',
  );
  const setMissed = sqlite.prepare<[number, number]>('update position set missed = ? where id = ?');
  const close = sqlite.prepare<[number, string, number]>(
    'update position set closed_at = ?, closed_why = ? where id = ? and closed_at is null',
  );
  const drop = sqlite.prepare<[number]>('delete from position where id = ?');
  const reopen = sqlite.prepare<[number]>(
    'update position set closed_at = null, closed_why = null, missed = 0 where id = ?',
  );
  // This process is the only writer, so what it read or wrote is what there is. Every look at a price asks for it.
  let known: Map<number, Kept> | undefined;
  const index = (): Map<number, Kept> =>
    (known ??= new Map(open.all().map((row) => [row.id, toKept(row)])));
  const change = (id: number, news: Partial<Kept['position']>): void => {
    const kept = index().get(id);
    if (kept !== undefined) index().set(id, { ...kept, position: { ...kept.position, ...news } });
  };
  const find = (fits: (one: Position) => boolean): readonly Position[] =>
    [...index().values()]
      .map((kept) => kept.position)
      .filter((one) => fits(one) && accountOf(one.accountId) !== undefined);

  return {
    /** Closed ones too, and those of removed accounts. */
    get(id: number): Position | undefined {
      const kept = index().get(id)?.position;
      if (kept !== undefined) return kept;
      const row = byId.get(id);
      return row && toPosition(row);
    },
    open: (): readonly Position[] => find(() => true),
    ofAccount: (accountId: number): readonly Position[] =>
      find((one) => one.accountId === accountId),
    ofUser: (user: UserId): readonly Position[] =>
      find((one) => accountOf(one.accountId)?.user === user),
    /** Everybody's: who is told of one is its account's person alone. */
    onTicker: (ticker: Ticker): readonly Position[] => find((one) => one.ticker === ticker),
    /** Writes down what is held of a symbol, opening it when it is not open. It counts as seen. @returns its id */
    put(wish: NewPosition): number {
      upsert.run(toPositionRow(wish));
      const id = idOf.get(wish.accountId, wish.symbol)?.id ?? Number.NaN;
      index().set(id, { position: { ...wish, id, closedAt: undefined }, missed: 0 });
      return id;
    },
    setPrice(id: number, { price, at }: PriceSeen): void {
      setPrice.run(price, at, id);
      change(id, { price, priceAt: at });
    },
    /** @returns false when it was as high before */
    raiseMax(id: number, { price, at }: PriceSeen): boolean {
      const held = index().get(id)?.position;
      if (held === undefined || price <= held.maxPrice) return false;
      setMax.run(price, at, id);
      change(id, { maxPrice: price, maxAt: at });
      return true;
    },
    /** How many whole readings in a row did not have it. */
    missed: (id: number): number => index().get(id)?.missed ?? 0,
    setMissed(id: number, missed: number): void {
      const kept = index().get(id);
      if (kept === undefined || kept.missed === missed) return;
      setMissed.run(missed, id);
      index().set(id, { ...kept, missed });
    },
    /** It stays in the history. @returns false when it was closed before */
    close(id: number, { at, why }: { readonly at: Instant; readonly why: string }): boolean {
      index().delete(id);
      return close.run(at, why, id).changes > 0;
    },
    /** Takes a closing back. @returns false when the same is held anew already, or it was not closed */
    reopen(id: number): boolean {
      const row = byId.get(id);
      if (row === undefined || row.closedAt === null) return false;
      if (idOf.get(row.accountId, row.symbol) !== undefined) return false;
      reopen.run(id);
      known = undefined;
      return true;
    },
    /** Takes back what was typed in by mistake and never held: with its stop, as if it had not been there. */
    drop(id: number): void {
      index().delete(id);
      drop.run(id);
    },
    /** Newest first. */
    closedOf: (accountId: number, most: number = MOST_CLOSED): readonly ClosedPosition[] =>
      closed.all(accountId, most).flatMap(toClosed),
    /** Reads anew what was kept; called after a transaction that failed, and when a person was erased. */
    forget: (): void => void (known = undefined),
  };
}

function toKept(row: PositionRow): Kept {
  return { position: toPosition(row), missed: row.missed };
}

function toClosed(row: PositionRow): readonly ClosedPosition[] {
  const { closedAt, ...rest } = toPosition(row);
  return closedAt === undefined
    ? []
    : [{ ...rest, closedAt, why: row.closedWhy ?? 'no reason was written down' }];
}
