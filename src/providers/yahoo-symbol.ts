import { parseTicker, type Ticker } from '../core/ticker.ts';

/**
 * Yahoo writes share classes with a dash (`BRK-B`) because its dots name exchanges (`VOD.L`). Single letters that are an
 * exchange there (London, Toronto Venture, Tokyo, Frankfurt) are therefore never read as a class.
 */
const OUR_CLASS_SHARE = /^([A-Z]{1,5})\.([A-EG-KM-SUW-Z])$/;
const YAHOO_CLASS_SHARE = /^([A-Z]{1,5})-([A-EG-KM-SUW-Z])$/;

/** `BRK.B` → `BRK-B`; everything else is spelled alike. */
export function toYahooSymbol(ticker: Ticker): string {
  return ticker.replace(OUR_CLASS_SHARE, '$1-$2');
}

/** `BRK-B` → `BRK.B`; undefined when Yahoo's symbol cannot be one of our tickers. */
export function fromYahooSymbol(symbol: string): Ticker | undefined {
  return parseTicker(symbol.replace(YAHOO_CLASS_SHARE, '$1.$2'));
}
