import type { Held } from '../../src/portfolio/risk.ts';
import { instant } from '../../src/core/time.ts';

/** 100 shares at 150 with a stop at 140, bought at 120. */
export function aHeld(fields: Partial<Held> = {}): Held {
  return {
    positionId: 1,
    name: 'NVDA',
    ticker: 'NVDA' as never,
    currency: 'USD',
    quantity: 100,
    averagePrice: 120,
    price: 150,
    priceAt: instant(0),
    stop: 140,
    fx: 1,
    ...fields,
  };
}
