import { userId } from '../../src/core/people.ts';
import { instant } from '../../src/core/time.ts';
import type { NewAccount } from '../../src/db/accounts.ts';
import type { NewPosition } from '../../src/db/position-row.ts';
import type { Store } from '../../src/db/store.ts';
import { aTicker } from './ticker.ts';

/** The user whose private chat `aDatabase` has. */
export const HOLDER = userId(501);

const THEN = instant(Date.UTC(2026, 0, 5, 15, 30));

/** Writes an account down. @returns its id */
export function keepAccount(store: Store, wish: Partial<NewAccount> = {}): number {
  const plain: NewAccount = {
    user: HOLDER,
    name: 'main',
    broker: 'trading212',
    stage: 'demo',
    origin: 'chat',
    remoteId: 'R-1',
    currency: 'EUR',
    shape: undefined,
  };
  return store.accounts.add({ ...plain, ...wish }, THEN);
}

/** A hundred shares of NVDA, bought at 121.40. */
export function aHolding(wish: Partial<NewPosition> = {}): NewPosition {
  return {
    accountId: 1,
    symbol: 'NVDA_US_EQ',
    ticker: aTicker('NVDA'),
    isin: 'US67066G1040',
    name: 'NVIDIA',
    currency: 'USD',
    quantity: 100,
    available: 100,
    inPies: 0,
    averagePrice: 121.4,
    price: 130,
    priceAt: THEN,
    profit: undefined,
    maxPrice: 135,
    maxAt: THEN,
    openedAt: THEN,
    seenAt: THEN,
    ...wish,
  };
}
