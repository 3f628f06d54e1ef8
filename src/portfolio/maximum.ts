import type { Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';

type Seen = { readonly price: number; readonly at: Instant };

/** Beyond such a leap above the price before, one reading alone is not believed: 0.4 is 40 %. */
const BELIEVABLE_LEAP = 0.4;

/**
 * The highest price while held, after a look. A leap may be a bad tick, or the new shares of a reverse split: it raises the
 * maximum no further than to the price before, until the next look confirms it.
 *
 * @param held `price` is the one before, on the same footing; without one there is nothing to doubt it by but the average
 */
export function maximumAfter(
  held: Pick<Position, 'price' | 'averagePrice' | 'maxPrice' | 'maxAt'>,
  { price, at }: Seen,
): Pick<Position, 'maxPrice' | 'maxAt'> {
  const { maxPrice, maxAt } = held;
  const before = held.price ?? held.averagePrice;
  const isLeap = before > 0 && price > before * (1 + BELIEVABLE_LEAP);
  const sure = isLeap ? before : price;
  return Number.isFinite(sure) && sure > maxPrice
    ? { maxPrice: sure, maxAt: at }
    : { maxPrice, maxAt };
}
