import type { DatedRate, Money, Rates } from '../core/currency.ts';
import { wholeUnits } from '../core/currency.ts';
import type { IsoDate } from '../core/zone.ts';

/** An amount in another currency, and of which day the rate is; no day where none was needed. */
export type Converted = { readonly amount: number; readonly day: IsoDate | undefined };

/**
 * Converts an amount by the rates of a day. Amounts in pence and cents of shares are taken to whole currency first.
 *
 * @returns undefined when no rate leads from the one currency to the other, or the amount is not a number
 */
export function convert(money: Money, to: string, rates: Rates): Converted | undefined {
  const { amount, currency } = wholeUnits(money);
  if (!Number.isFinite(amount)) return undefined;
  if (currency === to) return { amount, day: undefined };
  const found = rateBetween(currency, to, rates);
  return found && { amount: amount * found.rate, day: found.day };
}

/** Over these, in this order, when no rate of the pair itself is kept. */
const BRIDGES = ['USD', 'EUR', 'GBP'];

/** How many `quote` one `base` is worth: kept so, the other way round, or over a third currency. Of the older of two days. */
export function rateBetween(base: string, quote: string, rates: Rates): DatedRate | undefined {
  const direct = eitherWay(base, quote, rates);
  if (direct !== undefined) return direct;
  for (const bridge of BRIDGES) {
    const there = eitherWay(base, bridge, rates);
    const on = eitherWay(bridge, quote, rates);
    if (there !== undefined && on !== undefined)
      return { rate: there.rate * on.rate, day: there.day < on.day ? there.day : on.day };
  }
  return undefined;
}

function eitherWay(base: string, quote: string, rates: Rates): DatedRate | undefined {
  const kept = rates(base, quote);
  if (kept !== undefined) return kept;
  const turned = rates(quote, base);
  return turned && { rate: 1 / turned.rate, day: turned.day };
}
