import type { Position } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant } from '../core/time.ts';
import type { position } from './schema/portfolio.ts';

export type PositionRow = typeof position.$inferSelect;

/** What is written of a position; SQLite gives the id. */
export type NewPosition = Omit<Position, 'id' | 'closedAt'>;

/** @param row as `position` has it */
export function toPosition(row: PositionRow): Position {
  return {
    id: row.id,
    accountId: row.accountId,
    symbol: row.symbol,
    ticker: row.ticker === null ? undefined : (row.ticker as Ticker),
    isin: row.isin ?? undefined,
    name: row.name,
    currency: row.currency,
    quantity: row.quantity,
    available: row.available,
    inPies: row.inPies,
    averagePrice: row.averagePrice,
    price: row.price ?? undefined,
    priceAt: row.priceAt === null ? undefined : instant(row.priceAt),
    profit: row.profit ?? undefined,
    maxPrice: row.maxPrice,
    maxAt: instant(row.maxAt),
    openedAt: instant(row.openedAt),
    seenAt: instant(row.seenAt),
    closedAt: row.closedAt === null ? undefined : instant(row.closedAt),
  };
}

/** What `position` has of one that is open and was just seen. */
export function toPositionRow(wish: NewPosition): Omit<PositionRow, 'id'> {
  return {
    accountId: wish.accountId,
    symbol: wish.symbol,
    ticker: wish.ticker ?? null,
    isin: wish.isin ?? null,
    name: wish.name,
    currency: wish.currency,
    quantity: wish.quantity,
    available: wish.available,
    inPies: wish.inPies,
    averagePrice: wish.averagePrice,
    price: wish.price ?? null,
    priceAt: wish.priceAt ?? null,
    profit: wish.profit ?? null,
    maxPrice: wish.maxPrice,
    maxAt: wish.maxAt,
    openedAt: wish.openedAt,
    seenAt: wish.seenAt,
    missed: 0,
    closedAt: null,
    closedWhy: null,
  };
}
