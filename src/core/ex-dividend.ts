import { MARKET_HOURS } from './market-hours.ts';
import type { CorporateAction, Quote } from './market.ts';
import { DAY_MS } from './time.ts';
import { isoDate } from './zone.ts';

/**
 * The dividend a share that left the price on the day of a quote, in the quote's currency: part of the day's move is that.
 * Undefined on other days.
 */
export function exDividend(
  actions: readonly CorporateAction[],
  { at, instrument }: Pick<Quote, 'at' | 'instrument'>,
): number | undefined {
  const { zone } = MARKET_HOURS[instrument.market];
  const paid = actions.flatMap((action) => {
    if (action.kind !== 'dividend' || Math.abs(action.at - at) > DAY_MS) return [];
    return isoDate(action.at, zone) === isoDate(at, zone) ? [action.amount] : [];
  });
  return paid.length === 0 ? undefined : paid.reduce((sum, amount) => sum + amount);
}
