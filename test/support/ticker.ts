import { assert } from '../../src/core/error.ts';
import { parseTicker, type Ticker } from '../../src/core/ticker.ts';

/** A ticker by its name, for tests that know that it is well spelled. */
export function aTicker(name: string): Ticker {
  const ticker = parseTicker(name);
  assert(ticker !== undefined, `${name} is a ticker`);
  return ticker;
}

export function tickers(...names: string[]): Ticker[] {
  return names.map(aTicker);
}
