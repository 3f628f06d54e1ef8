import { userId } from '../../src/core/people.ts';
import type { BrokerKind } from '../../src/core/broker.ts';
import type { Trade } from '../../src/core/trade.ts';
import { DAY_MS, instant, plus, type Instant } from '../../src/core/time.ts';
import { isoDate } from '../../src/core/zone.ts';
import type { NewPosition } from '../../src/db/position-row.ts';
import type { Store } from '../../src/db/store.ts';
import { aTicker } from './ticker.ts';

/** An account of somebody, as it stands after a first look at its broker. */
export function anAccount(
  store: Store,
  wish: {
    readonly user: number;
    readonly name?: string;
    readonly broker?: BrokerKind;
    readonly currency?: string;
    readonly total?: number;
    readonly at: Instant;
  },
): number {
  const { user, name = 'Trading 212', broker = 'trading212', currency = 'USD', total, at } = wish;
  const stage = broker === 'paper' ? 'paper' : 'demo';
  const about = { user: userId(user), name, broker, stage, currency } as const;
  const id = store.accounts.add(
    { ...about, origin: 'chat', remoteId: undefined, shape: undefined },
    at,
  );
  if (total !== undefined) store.accounts.setWorth(id, { total, freeCash: 500, realised: 100, at });
  return id;
}

/** Something held in it: 10 NVDA bought at 100, once at 150, now at 120, unless told otherwise. */
export function aHolding(
  store: Store,
  accountId: number,
  { at, ...fields }: Partial<NewPosition> & { readonly at: Instant },
): number {
  return store.positions.put({
    accountId,
    symbol: 'NVDA_US_EQ',
    ticker: aTicker('NVDA'),
    isin: 'US67066G1040',
    name: 'NVIDIA',
    currency: 'USD',
    quantity: 10,
    available: 10,
    inPies: 0,
    averagePrice: 100,
    price: 120,
    priceAt: at,
    profit: 200,
    maxPrice: 150,
    maxAt: at,
    openedAt: plus(at, -20 * DAY_MS),
    seenAt: at,
    ...fields,
  });
}

/** A sale in it: 5 AMD at 120, unless told otherwise. */
export function aSale(
  store: Store,
  accountId: number,
  { at, ...fields }: Partial<Trade> & { readonly at: Instant },
): void {
  store.trades.add({
    accountId,
    positionId: undefined,
    remoteId: `o/${at}`,
    symbol: 'AMD_US_EQ',
    ticker: aTicker('AMD'),
    side: 'sell',
    quantity: 5,
    price: 120,
    currency: 'USD',
    realised: 50,
    initiatedFrom: 'API',
    at,
    ...fields,
  });
}

/** What it was worth on the days before a moment: as many as there are profits, oldest first, each beside the same money. */
export function pastDays(
  store: Store,
  accountId: number,
  wish: {
    readonly before: Instant;
    readonly profits: readonly number[];
    readonly paidIn?: number;
    readonly currency?: string;
  },
): void {
  const { before, profits, paidIn = 10_000, currency = 'USD' } = wish;
  profits.forEach((profit, n) => {
    const at = instant(before - (profits.length - n) * DAY_MS);
    store.equity.put({
      accountId,
      day: isoDate(at, 'America/New_York'),
      total: paidIn + profit,
      freeCash: 500,
      realised: 100,
      unrealised: profit - 100,
      currency,
      at,
    });
  });
}
