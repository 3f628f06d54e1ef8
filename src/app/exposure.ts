import type { Exposure } from '../alerts/exposure.ts';
import { wholeUnits } from '../core/currency.ts';
import type { UserId } from '../core/people.ts';
import type { Position } from '../core/position.ts';
import type { AlertRecord } from '../core/records.ts';
import type { Store } from '../db/store.ts';

type Needs = Pick<Store, 'accounts' | 'positions' | 'stops' | 'brokerOrders'>;

/** What a person holds of what an alert is about, in all accounts, at the alert's price; undefined where that is nothing. */
export function exposureOf(
  store: Needs,
  { ticker, evidence }: Pick<AlertRecord, 'ticker' | 'evidence'>,
  user: UserId,
): Exposure | undefined {
  const { amount: price, currency } = wholeUnits({
    amount: evidence.price,
    currency: evidence.currency,
  });
  const held = store.positions
    .onTicker(ticker)
    .filter(
      (one) =>
        one.currency === currency &&
        one.quantity > 0 &&
        store.accounts.get(one.accountId)?.user === user,
    );
  if (held.length === 0) return undefined;
  const quantity = held.reduce((sum, one) => sum + one.quantity, 0);
  const cost = held.reduce((sum, one) => sum + one.quantity * one.averagePrice, 0);
  const stops = held.flatMap((one) => stopOf(store, one) ?? []);
  const stop = stops.length === 0 ? undefined : Math.max(...stops);
  return { quantity, averagePrice: cost / quantity, price, currency, stop };
}

/** The one kept here, else what rests at the broker. */
function stopOf(store: Needs, { id, accountId, symbol }: Position): number | undefined {
  const own = store.stops.live(id)?.price;
  if (own !== undefined) return own;
  const resting = store.brokerOrders
    .ofAccount(accountId)
    .flatMap((order) =>
      order.symbol === symbol && order.side === 'sell' ? (order.stopPrice ?? []) : [],
    );
  return resting.length === 0 ? undefined : Math.max(...resting);
}
