import { chatId } from '../core/people.ts';
import type { Account } from '../core/position.ts';
import type { Clock } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import type { Store } from '../db/store.ts';
import { snapshotOf } from '../portfolio/day-worth.ts';

export type EquityDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly defaultZone: string;
};

/** Writes down what every account is worth: the last look of a day, in its person's zone, is what stays of that day. */
export function equity({ store, clock, defaultZone }: EquityDeps): readonly string[] {
  const now = clock();
  const rates = store.fx.on(isoDate(now, 'UTC'));
  store.transact(() => {
    for (const account of store.accounts.all()) {
      const positions = store.positions.ofAccount(account.id);
      const realised = realisedOf(store, account);
      const found = snapshotOf(account, { positions, realised, rates, now });
      if (found === undefined) continue;
      const zone = store.chats.get(chatId(account.user))?.zone ?? defaultZone;
      store.equity.put({ ...found, accountId: account.id, day: isoDate(found.at, zone) });
    }
  });
  return [];
}

/** Only asked of what is kept by hand: brokers tell it themselves. */
function realisedOf({ trades }: Store, { id, broker }: Account): number {
  if (broker !== 'manual') return 0;
  return trades.ofAccount(id).reduce((sum, { realised = 0 }) => sum + realised, 0);
}
