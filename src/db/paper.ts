import { holdingsOf } from '../core/holdings.ts';
import type { CorporateAction } from '../core/market.ts';
import { paperOrderName, type PaperBook, type PaperOrder } from '../core/ports/paper.ts';
import type { Account } from '../core/position.ts';
import { splitsOf } from '../core/split.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { selectFrom } from './hot.ts';
import type { Db } from './open.ts';
import { paperOrder } from './schema/paper.ts';
import type { tradeStore } from './trades.ts';

type Needs = {
  readonly accountOf: (id: number) => Account | undefined;
  readonly trades: Pick<ReturnType<typeof tradeStore>, 'add' | 'ofAccount'>;
  readonly actions: { of(ticker: Ticker): readonly CorporateAction[] };
  readonly transact: <T>(work: () => T) => T;
};

/** A purchase on paper: its price in whole `currency`, `cost` in the account's own. */
export type PaperPurchase = {
  readonly ticker: Ticker;
  readonly quantity: number;
  readonly price: number;
  readonly currency: string;
  readonly cost: number;
};

const MOST_ENDED = 1_000;

/** Paper accounts: their orders and their money; what they hold follows from their trades. */
export function paperStore(db: Db, { accountOf, trades, actions, transact }: Needs) {
  const { sqlite } = db;
  const cashOf = sqlite.prepare<[number], { cash: number }>(
    'select cash from paper_cash where account_id = ?',
  );
  const addCash = sqlite.prepare<[number, number]>(
    `insert into paper_cash (account_id, cash) values (?, ?)
     on conflict (account_id) do update set cash = cash + excluded.cash`,
  );
  const realisedOf = sqlite.prepare<[number], { sum: number }>(
    'select total(realised) as sum from trade where account_id = ?',
  );
  const insert = sqlite.prepare<Insertable>(
    `insert into paper_order (account_id, symbol, kind, status, quantity, stop_price, currency, created_at)
     values (:accountId, :symbol, :kind, 'pending', :quantity, :stopPrice, :currency, :createdAt)`,
  );
  const pending = selectFrom(db, paperOrder, "account_id = ? and status = 'pending' order by id");
  const one = selectFrom(db, paperOrder, 'account_id = ? and id = ?');
  const ended = selectFrom(
    db,
    paperOrder,
    'account_id = ? and ended_at >= ? order by ended_at desc, id desc limit ?',
  );
  const end = sqlite.prepare<[string, number | null, number | null, number, number]>(
    `update paper_order set status = ?, fill_price = ?, realised = ?, ended_at = ?
     where id = ? and status = 'pending'`,
  );
  const openPosition = sqlite.prepare<[number, string], { id: number }>(
    'select id from position where account_id = ? and symbol = ? and closed_at is null',
  );
  const everyTrade = Number.MAX_SAFE_INTEGER;

  function bookOf(accountId: number): PaperBook {
    const splits = (ticker: Ticker) => splitsOf(actions.of(ticker));
    const holdings = (now: Instant) =>
      holdingsOf(trades.ofAccount(accountId, { most: everyTrade }).toReversed(), splits, now);
    return {
      transact,
      account() {
        const account = accountOf(accountId);
        if (account === undefined) return undefined;
        return {
          currency: account.currency,
          cash: cashOf.get(accountId)?.cash ?? 0,
          realised: realisedOf.get(accountId)?.sum ?? 0,
        };
      },
      holdings,
      wasSplit: (ticker, since, now) => splits(ticker).some(({ at }) => at > since && at <= now),
      pending: () => pending.all(accountId).map(toOrder),
      order(id) {
        const row = one.get(accountId, id);
        return row && toOrder(row);
      },
      ended: (since) => ended.all(accountId, since, MOST_ENDED).map(toOrder),
      add(order) {
        const made = insert.run({ ...order, accountId, stopPrice: order.stopPrice ?? null });
        return {
          ...order,
          ticker: parseTicker(order.symbol),
          id: Number(made.lastInsertRowid),
          status: 'pending',
          fillPrice: undefined,
          realised: undefined,
          endedAt: undefined,
        };
      },
      end: (id, status, now) => void end.run(status, null, null, now, id),
      fill(order, { price, pricedAt, proceeds, realised }, now) {
        if (end.run('filled', price, realised, now, order.id).changes === 0) return;
        const { symbol, quantity, currency, ticker } = order;
        trades.add({
          accountId,
          positionId: openPosition.get(accountId, symbol)?.id,
          remoteId: paperOrderName(order.id),
          symbol,
          ticker,
          side: 'sell',
          quantity,
          price,
          currency,
          realised,
          initiatedFrom: 'API',
          at: pricedAt,
        });
        addCash.run(accountId, proceeds);
      },
    };
  }

  return {
    /** What the paper broker keeps of one account. */
    bookOf,
    /** Money comes in, or goes out. In the account's currency. */
    addCash: (accountId: number, amount: number): void => void addCash.run(accountId, amount),
    /** Bought with the account's money, which may go below nothing. @returns false when that very purchase is known */
    buy(accountId: number, { ticker, cost, ...bought }: PaperPurchase, at: Instant): boolean {
      const remoteId = `buy/${ticker}/${at}`;
      const about = { accountId, remoteId, symbol: ticker, ticker, positionId: undefined };
      const how = { side: 'buy', realised: undefined, initiatedFrom: 'TYPED', at } as const;
      if (!trades.add({ ...about, ...bought, ...how })) return false;
      addCash.run(accountId, -cost);
      return true;
    },
  };
}

type Insertable = {
  readonly accountId: number;
  readonly symbol: string;
  readonly kind: string;
  readonly quantity: number;
  readonly stopPrice: number | null;
  readonly currency: string;
  readonly createdAt: number;
};

function toOrder({ accountId: _account, ...row }: typeof paperOrder.$inferSelect): PaperOrder {
  return {
    ...row,
    ticker: parseTicker(row.symbol),
    stopPrice: row.stopPrice ?? undefined,
    fillPrice: row.fillPrice ?? undefined,
    realised: row.realised ?? undefined,
    createdAt: instant(row.createdAt),
    endedAt: row.endedAt === null ? undefined : instant(row.endedAt),
  };
}
