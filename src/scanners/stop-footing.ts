import { onNewFooting, type Split, type SplitRatio } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Store } from '../db/store.ts';
import { splitStop } from '../portfolio/stops.ts';

/** Puts the stop of a position on the footing after a split. Called within the transaction that does so with its shares. */
export function refootStop(
  store: Pick<Store, 'stops'>,
  positionId: number,
  split: SplitRatio,
): void {
  const stop = store.stops.live(positionId);
  if (stop !== undefined) store.stops.refoot(stop.id, splitStop(stop, split));
}

/** What was typed in has no broker to tell of a split: shares, prices and stops follow what the vendor says. */
export function refootTyped(store: Store, ticker: Ticker, split: Split): void {
  for (const position of store.positions.onTicker(ticker)) {
    const isTyped = store.accounts.get(position.accountId)?.broker === 'manual';
    if (!isTyped || position.seenAt >= split.at) continue;
    const { id, closedAt: _open, quantity, available, averagePrice, maxPrice, ...rest } = position;
    store.positions.put({
      ...rest,
      quantity: onNewFooting(quantity, split, -1),
      available: onNewFooting(available, split, -1),
      averagePrice: onNewFooting(averagePrice, split, 1),
      maxPrice: onNewFooting(maxPrice, split, 1),
      price: rest.price && onNewFooting(rest.price, split, 1),
    });
    refootStop(store, id, split);
  }
}
