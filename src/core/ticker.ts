/** Our spelling of a tradable name: `NVDA`, `BRK.B`, `^VIX`, `BTC-USD`, `ES=F`, `EURUSD=X`, `VOD.L`. */
export type Ticker = string & { readonly _: 'Ticker' };

const TICKER = /^[\^A-Z0-9][A-Z0-9.\-^=]{0,19}$/;
const EXCHANGE_PREFIX = /^[A-Z]{2,10}:/;

/**
 * Reads a ticker as a person types it: any case, `$NVDA`, `NASDAQ:NVDA`, full-width letters.
 *
 * @returns the ticker in our spelling, or undefined when the text cannot be one
 */
export function parseTicker(text: string): Ticker | undefined {
  const plain = text.normalize('NFKC').trim().toUpperCase().replace(/^\$/, '');
  const name = plain.replace(EXCHANGE_PREFIX, '');
  return TICKER.test(name) ? (name as Ticker) : undefined;
}
