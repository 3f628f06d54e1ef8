import type { BrokerOrder } from '../core/broker.ts';
import { paperOrderName, type PaperOrder } from '../core/ports/paper.ts';

/** A paper order as every broker's orders look. */
export function toBrokerOrder(order: PaperOrder): BrokerOrder {
  const { symbol, kind, status, quantity, stopPrice, fillPrice, currency, createdAt } = order;
  return {
    id: paperOrderName(order.id),
    symbol,
    side: 'sell',
    kind,
    status,
    quantity,
    filled: status === 'filled' ? quantity : 0,
    limitPrice: undefined,
    stopPrice,
    fillPrice,
    currency,
    initiatedFrom: 'API',
    createdAt,
    realised: order.realised,
  };
}
