import type { Rates } from '../core/currency.ts';
import type { Position } from '../core/position.ts';
import { convert } from './currency.ts';

/** How far what is held has come down from its highest price while held. */
export type GivenBack = {
  /** In one currency: Σ (highest price − price) × quantity. */
  readonly total: number;
  /** The most first. */
  readonly positions: readonly { readonly position: Position; readonly amount: number }[];
  /** Without a price, or in a currency without a rate. */
  readonly uncounted: readonly Position[];
};

/** What was given back since each position's highest price. */
export function givenBack(
  positions: readonly Position[],
  currency: string,
  rates: Rates,
): GivenBack {
  const counted: { readonly position: Position; readonly amount: number }[] = [];
  const uncounted: Position[] = [];
  for (const position of positions) {
    const { price, maxPrice, quantity } = position;
    const amount = price === undefined ? NaN : Math.max(0, maxPrice - price) * quantity;
    const found = convert({ amount, currency: position.currency }, currency, rates);
    if (found === undefined) uncounted.push(position);
    else counted.push({ position, amount: found.amount });
  }
  return {
    total: counted.reduce((sum, { amount }) => sum + amount, 0),
    positions: counted.toSorted((a, b) => b.amount - a.amount),
    uncounted,
  };
}
