import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { assert } from '../../core/error.ts';
import type { IsoDate } from '../../core/zone.ts';

/** One day of trading. Prices in US dollars or index points. */
export type DailyBar = {
  readonly day: IsoDate;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** One month's closing price, adjusted for splits and dividends as of 2010. */
export type MonthlyClose = { readonly month: string; readonly close: number };

/** Real prices of the past, oldest first. */
export type History = {
  readonly sp500: readonly DailyBar[];
  readonly stocks: ReadonlyMap<string, readonly MonthlyClose[]>;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Reads the S&P 500 (daily, 2000 to April 2020) and five shares (monthly, 2000 to March 2010) from the
 * npm package vega-datasets.
 *
 * @returns undefined when the package is not installed, as where development dependencies were left out
 */
export function loadHistory(): History | undefined {
  const folder = dataFolder();
  if (folder === undefined) return undefined;
  return {
    sp500: parseDaily(readFileSync(join(folder, 'sp500-2000.csv'), 'utf8')),
    stocks: parseMonthly(readFileSync(join(folder, 'stocks.csv'), 'utf8')),
  };
}

// The package exports only its own loader, so its data lies beside that file, one folder up.
function dataFolder(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve('vega-datasets');
    return join(dirname(dirname(entry)), 'data');
  } catch {
    return undefined;
  }
}

/** Columns: date,open,high,low,close,adjclose,volume. */
function parseDaily(csv: string): readonly DailyBar[] {
  return rows(csv).map(([day, open, high, low, close, , volume]) => ({
    day: day ?? '',
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    volume: price(volume),
  }));
}

/** Columns: symbol,date,price, the date being its month's first day written `Jan 1 2000`. */
function parseMonthly(csv: string): ReadonlyMap<string, readonly MonthlyClose[]> {
  const stocks = new Map<string, MonthlyClose[]>();
  for (const [symbol = '', date = '', close] of rows(csv)) {
    const [name = '', , year = ''] = date.split(' ');
    const number = MONTHS.indexOf(name) + 1;
    assert(number > 0, 'every month of the history has an English name');
    const month = `${year}-${String(number).padStart(2, '0')}`;
    const known = stocks.get(symbol) ?? [];
    known.push({ month, close: price(close) });
    stocks.set(symbol, known);
  }
  return stocks;
}

function rows(csv: string): readonly (readonly string[])[] {
  return csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
}

function price(text: string | undefined): number {
  const value = Number(text ?? '');
  assert(Number.isFinite(value) && value > 0, 'every price and volume of the history is positive');
  return value;
}
