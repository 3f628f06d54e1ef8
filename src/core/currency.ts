import type { IsoDate } from './zone.ts';

/** An amount of money; `currency` as an exchange quotes it, so perhaps in hundredths: `GBp`. */
export type Money = { readonly amount: number; readonly currency: string };

/** How many of a currency one of another is worth, and of which day that is. */
export type DatedRate = { readonly rate: number; readonly day: IsoDate };

/** The rate of a pair as it is kept, this way round only; of the last day that has one. */
export type Rates = (base: string, quote: string) => DatedRate | undefined;

/** Currencies in which shares are quoted by the hundredth: London's pence, Johannesburg's cents, Tel Aviv's agorot. */
const HUNDREDTHS: ReadonlyMap<string, string> = new Map([
  ['GBp', 'GBP'],
  ['GBX', 'GBP'],
  ['GBx', 'GBP'],
  ['ZAc', 'ZAR'],
  ['ZAC', 'ZAR'],
  ['ILA', 'ILS'],
]);

/** The same money in whole units of an ISO currency: 308.8 `GBp` are 3.088 `GBP`. It is the price that is divided, never a quantity. */
export function wholeUnits({ amount, currency }: Money): Money {
  const whole = HUNDREDTHS.get(currency);
  return whole === undefined ? { amount, currency } : { amount: amount / 100, currency: whole };
}
