import type { Row, TroubledYahoo } from './vendor-yahoo.ts';

/** Something that a vendor may send for a price, and that is none. */
export type BadData = {
  readonly name: string;
  readonly begin: (yahoo: TroubledYahoo) => void;
};

const DAYS_30_S = 30 * 86_400;

function price(change: (price: number) => unknown): (row: Row) => Row {
  return (row) => ({ ...row, regularMarketPrice: change(Number(row['regularMarketPrice'])) });
}

function rows(name: string, change: (row: Row) => Row | undefined): BadData {
  return { name, begin: (yahoo) => yahoo.setRow(change) };
}

function body(name: string, text: string): BadData {
  return { name, begin: (yahoo) => yahoo.setQuoteBody(text) };
}

/** A row as the vendor spells it; `fields` is JSON, or nearly. */
function reply(...fields: readonly string[]): string {
  const common = '"symbol":"NVDA","quoteType":"EQUITY","exchange":"NMS","currency":"USD"';
  const result = fields.map((field) => `{${common},${field}}`).join(',');
  return `{"quoteResponse":{"result":[${result}],"error":null}}`;
}

const NOW_S = Math.floor(Date.now() / 1_000);
const WELL = `"regularMarketPrice":151,"regularMarketTime":${NOW_S}`;

/** Each while the true price would ring. */
export const BAD_DATA: readonly BadData[] = [
  rows(
    'zero',
    price(() => 0),
  ),
  rows(
    'negative',
    price((value) => -value),
  ),
  rows(
    'null',
    price(() => null),
  ),
  rows(
    'a word',
    price(() => 'NaN'),
  ),
  rows(
    'no price',
    price(() => undefined),
  ),
  rows(
    '1e308',
    price(() => 1e308),
  ),
  rows(
    'a hundredfold',
    price((value) => value * 100),
  ),
  rows(
    'a hundredth',
    price((value) => value / 100),
  ),
  rows('stale', (row) => ({
    ...row,
    regularMarketTime: Number(row['regularMarketTime']) - DAYS_30_S,
  })),
  rows('of tomorrow', (row) => ({
    ...row,
    regularMarketTime: Number(row['regularMarketTime']) + 86_400,
  })),
  rows('in another currency', (row) => ({ ...row, currency: 'EUR' })),
  // Ten for one, and no chart knows of it.
  rows('split-adjusted', (row) => ({
    ...row,
    regularMarketPrice: Number(row['regularMarketPrice']) / 10,
    regularMarketPreviousClose: Number(row['regularMarketPreviousClose']) / 10,
  })),
  rows('of another symbol', (row) => ({
    ...row,
    longName: 'Berkshire Hathaway Inc.',
    regularMarketPrice: 498.2,
    regularMarketPreviousClose: 495,
  })),
  rows('under another symbol', (row) => ({ ...row, symbol: 'AMD' })),
  rows('missing', () => undefined),
  body('NaN', reply('"regularMarketPrice":NaN')),
  body('1e999', reply('"regularMarketPrice":1e999')),
  body('twice', reply(WELL, WELL)),
  body('an empty list', '{"quoteResponse":{"result":[],"error":null}}'),
  body('truncated JSON', reply(WELL).slice(0, -9)),
  body('a page with 200', '<!doctype html><title>Sorry</title>'),
  body('nothing', ''),
];

/** The vendor is well again. */
export function endOfTrouble(yahoo: TroubledYahoo): void {
  yahoo.setRow((row) => row);
  yahoo.setQuoteBody(undefined);
}
