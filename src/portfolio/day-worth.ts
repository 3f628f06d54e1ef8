import type { Rates } from '../core/currency.ts';
import type { Account, Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { convert } from './currency.ts';
import type { DayWorth } from './performance.ts';

/** What an account is worth, as of a moment, and how much of that is cash. */
export type Snapshot = Omit<DayWorth, 'accountId' | 'day'> & {
  readonly freeCash: number;
  readonly at: Instant;
};

type Held = {
  readonly positions: readonly Position[];
  /** What its sales have realised, in its currency. */
  readonly realised: number;
  readonly rates: Rates;
  readonly now: Instant;
};

/**
 * What an account is worth: as its broker tells, or, where it is kept by hand, what is held of it: nobody tells of cash then.
 *
 * @returns undefined while that cannot be known
 */
export function snapshotOf(account: Account, held: Held): Snapshot | undefined {
  const { currency, worth, broker } = account;
  const unrealised = sum(held.positions.map((one) => unrealisedOf(one, currency, held.rates)));
  if (worth !== undefined) {
    const { total, freeCash, realised, at } = worth;
    return { total, freeCash, realised, unrealised, currency, at };
  }
  if (broker !== 'manual' || (held.positions.length === 0 && held.realised === 0)) return undefined;
  const total = sum(held.positions.map((one) => valueOf(one, currency, held.rates)));
  if (total === undefined) return undefined;
  return { total, freeCash: 0, realised: held.realised, unrealised, currency, at: held.now };
}

function unrealisedOf(position: Position, currency: string, rates: Rates): number | undefined {
  const { profit, price, averagePrice, quantity } = position;
  if (profit !== undefined) return profit;
  if (price === undefined) return undefined;
  const amount = (price - averagePrice) * quantity;
  return convert({ amount, currency: position.currency }, currency, rates)?.amount;
}

function valueOf(position: Position, currency: string, rates: Rates): number | undefined {
  const { price, quantity } = position;
  if (price === undefined) return undefined;
  return convert({ amount: price * quantity, currency: position.currency }, currency, rates)
    ?.amount;
}

/** Undefined when one of them is. */
function sum(amounts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    total += amount;
  }
  return total;
}
