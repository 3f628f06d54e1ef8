import type { BrokerOrder } from '../core/broker.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';

/** A pending order as it was last read. */
export type SeenOrder = BrokerOrder & { readonly seenAt: Instant };

/** The accounts' pending orders as last read. */
export function brokerOrderStore({ sqlite }: Db) {
  const drop = sqlite.prepare<[number]>('delete from broker_order where account_id = ?');
  const insert = sqlite.prepare<[number, string, string, number]>(
    'insert or replace into broker_order (account_id, remote_id, facts, seen_at) values (?, ?, ?, ?)',
  );
  const ofAccount = sqlite.prepare<[number], { facts: string; seenAt: number }>(
    'select facts, seen_at as seenAt from broker_order where account_id = ? order by remote_id',
  );

  return {
    /** These are pending, and no others. */
    replace(accountId: number, orders: readonly BrokerOrder[], now: Instant): void {
      drop.run(accountId);
      for (const order of orders) insert.run(accountId, order.id, JSON.stringify(order), now);
    },
    ofAccount: (accountId: number): readonly SeenOrder[] =>
      ofAccount.all(accountId).map(({ facts, seenAt }) => ({
        ...NOTHING_TOLD,
        ...(JSON.parse(facts) as BrokerOrder),
        seenAt: instant(seenAt),
      })),
  };
}

/** JSON leaves out what is undefined. */
const NOTHING_TOLD = {
  limitPrice: undefined,
  stopPrice: undefined,
  fillPrice: undefined,
  realised: undefined,
};
