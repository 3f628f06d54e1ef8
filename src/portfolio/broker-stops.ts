import type { BrokerOrder } from '../core/broker.ts';
import type { Position } from '../core/position.ts';

/** A stop order that rests at the broker, whoever placed it. */
export type BrokerStop = {
  readonly orderId: string;
  readonly price: number;
  /** What is still to be sold by it. */
  readonly quantity: number;
  /** Placed by a person's own hand, not by this program. */
  readonly isByHand: boolean;
};

/** Stop orders that would sell a position, highest first. A word of the broker's that nobody here knows is no protection. */
export function brokerStopsOf(
  orders: readonly BrokerOrder[],
  { symbol }: Pick<Position, 'symbol'>,
): readonly BrokerStop[] {
  return orders
    .flatMap((order) => {
      const isStop = order.kind === 'stop' || order.kind === 'stop-limit';
      const isLive = order.status === 'pending' || order.status === 'partially-filled';
      const quantity = order.quantity - order.filled;
      const isOurs = order.symbol === symbol && order.side === 'sell';
      if (!isStop || !isLive || !isOurs || order.stopPrice === undefined || !(quantity > 0))
        return [];
      const isByHand = order.initiatedFrom !== 'API';
      return [{ orderId: order.id, price: order.stopPrice, quantity, isByHand }];
    })
    .toSorted((one, other) => other.price - one.price);
}
