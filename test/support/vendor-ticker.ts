import { assert } from '../../src/core/error.ts';
import { parseTicker, type Ticker } from '../../src/core/ticker.ts';

/** Tickers by name, for tests that know that they are well spelled. */
export function tickers(...names: string[]): Ticker[] {
  return names.map((name) => {
    const ticker = parseTicker(name);
    assert(ticker !== undefined, `${name} is a ticker`);
    return ticker;
  });
}
