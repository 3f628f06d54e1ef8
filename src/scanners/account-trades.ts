import type { BrokerOrder } from '../core/broker.ts';
import type { Position } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import { MINUTE_MS, plus, type Instant } from '../core/time.ts';
import type { Trade } from '../core/trade.ts';
import type { Store } from '../db/store.ts';
import type { Difference } from '../portfolio/account-changes.ts';
import type { Reconciled } from '../portfolio/reconcile.ts';

export type NewTrade = Omit<Trade, 'id'>;

type History = {
  readonly accountId: number;
  /** Orders that have ended, as the broker tells them. */
  readonly ended: readonly BrokerOrder[];
  readonly outcome: Reconciled;
};

/** A broker's clock may be behind ours, and an order is older than its last share. */
const SLACK_MS = MINUTE_MS;
/** So long after its end an order of ours still explains what is read. */
const OURS_FOR_MS = 15 * MINUTE_MS;
/** Quantities come as decimal fractions, and are compared as such. */
const SAME = 1e-6;

/** What was carried out and is not known yet, each with the position that it was of; within a transaction, when that is written down. */
export function keepTrades(
  store: Store,
  { accountId, ended, outcome }: History,
): readonly NewTrade[] {
  const { closed } = outcome;
  const held = store.positions.ofAccount(accountId);
  return ended.flatMap((order) => {
    const of = [...held, ...closed].filter(({ symbol }) => symbol === order.symbol);
    const trade = tradeOf(accountId, order, of[0]?.ticker);
    if (trade === undefined) return [];
    const positionId = of.find(({ openedAt }) => openedAt <= trade.at)?.id;
    return store.trades.add({ ...trade, positionId }) ? [trade] : [];
  });
}

/** Of an order that is not certainly over nothing is concluded. */
function tradeOf(
  accountId: number,
  order: BrokerOrder,
  ticker: Ticker | undefined,
): NewTrade | undefined {
  const { filled, fillPrice, status } = order;
  const isOver = status === 'filled' || status === 'cancelled' || status === 'rejected';
  if (!isOver || !(filled > 0) || fillPrice === undefined) return undefined;
  return {
    accountId,
    positionId: undefined,
    remoteId: order.id,
    symbol: order.symbol,
    ticker,
    side: order.side,
    quantity: filled,
    price: fillPrice,
    currency: order.currency,
    realised: order.side === 'sell' ? order.realised : undefined,
    initiatedFrom: order.initiatedFrom,
    at: order.createdAt,
  };
}

/**
 * What explains that something is otherwise: trades that have just become known, and those since it was last seen. A sale of
 * all of it may have become known at the look before, at which it was missing for the first time.
 */
export function explanation(
  store: Store,
  { symbol, before }: Pick<Difference, 'symbol' | 'before'>,
  fresh: readonly NewTrade[],
): readonly NewTrade[] {
  const found = fresh.filter((trade) => trade.symbol === symbol);
  if (before === undefined) return found;
  const since = plus(before.seenAt, -SLACK_MS);
  const names = new Set(found.map(({ remoteId }) => remoteId));
  const earlier = store.trades
    .ofPosition(before.id)
    .filter(({ remoteId }) => !names.has(remoteId))
    .filter((one, i) => one.at >= since || (i === 0 && isWhole(one, before)));
  return [...found, ...earlier];
}

function isWhole({ side, quantity }: Trade, { quantity: held }: Position): boolean {
  return side === 'sell' && Math.abs(quantity - held) <= SAME * held;
}

/** Whether it follows from the program's own orders alone, which have messages of their own. */
export function isOurDoing(store: Store, one: Difference, now: Instant): boolean {
  const { before, after, trades } = one;
  if (trades.length > 0)
    return trades.every(({ accountId, remoteId }) => store.intents.isTaken(accountId, remoteId));
  const sold = (before?.quantity ?? 0) - (after?.quantity ?? 0);
  if (before === undefined || sold <= 0) return false;
  // The broker's history may be behind its positions.
  return store.intents
    .ofPosition(before.id, LOOKED_AT)
    .filter(({ postCount, updatedAt }) => postCount > 0 && updatedAt >= plus(now, -OURS_FOR_MS))
    .some(({ quantity }) => sold <= quantity * (1 + SAME));
}

const LOOKED_AT = 3;
