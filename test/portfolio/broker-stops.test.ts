import { expect, test } from 'vitest';
import type { BrokerOrder } from '../../src/core/broker.ts';
import { instant } from '../../src/core/time.ts';
import { brokerStopsOf } from '../../src/portfolio/broker-stops.ts';

function order(wish: Partial<BrokerOrder>): BrokerOrder {
  return {
    id: '1',
    symbol: 'NVDA_US_EQ',
    side: 'sell',
    kind: 'stop',
    status: 'pending',
    quantity: 50,
    filled: 0,
    limitPrice: undefined,
    stopPrice: 130,
    fillPrice: undefined,
    currency: 'USD',
    initiatedFrom: 'IOS',
    createdAt: instant(0),
    realised: undefined,
    ...wish,
  };
}

test('stop orders that would sell it are known by whose they are, the highest first', () => {
  const orders = [
    order({ id: 'low', stopPrice: 120, kind: 'stop-limit', initiatedFrom: 'API' }),
    order({ id: 'part', status: 'partially-filled', filled: 20 }),
  ];
  expect(brokerStopsOf(orders, { symbol: 'NVDA_US_EQ' })).toEqual([
    { orderId: 'part', price: 130, quantity: 30, isByHand: true },
    { orderId: 'low', price: 120, quantity: 50, isByHand: false },
  ]);
});

test.each<[string, Partial<BrokerOrder>]>([
  ['another share', { symbol: 'AMD_US_EQ' }],
  ['a purchase', { side: 'buy' }],
  ['a limit order', { kind: 'limit' }],
  ['one that has ended', { status: 'cancelled' }],
  ['one whose state nobody here knows', { status: 'unclear' }],
  ['one without its price', { stopPrice: undefined }],
  ['one with nothing left', { filled: 50 }],
])('%s protects nothing', (_what, wish) => {
  expect(brokerStopsOf([order(wish)], { symbol: 'NVDA_US_EQ' })).toEqual([]);
});
