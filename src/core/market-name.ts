import type { MarketId } from './market.ts';

const NAMES: Readonly<Record<MarketId, string>> = {
  us: 'US shares',
  'us-index': 'US indices',
  london: 'London',
  xetra: 'Xetra',
  euronext: 'Euronext',
  shanghai: 'Shanghai and Shenzhen',
  fx: 'Currencies',
  futures: 'Futures',
  always: 'Crypto',
  other: 'Other exchanges',
};

/** A market as people call it. */
export function marketName(market: MarketId): string {
  return NAMES[market];
}
