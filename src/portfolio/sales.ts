import type { Trade } from '../core/trade.ts';
import { instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import { convert } from './currency.ts';
import type { Conversion } from './performance.ts';

/** What came of sales, in one currency. Means and rates are NaN without sales. */
export type SalesRecord = {
  /** Of which it is known what they realised. */
  readonly known: number;
  readonly won: number;
  readonly lost: number;
  readonly winRatePct: number;
  readonly realised: number;
  readonly meanWin: number;
  /** Below 0. */
  readonly meanLoss: number;
  /** Money won over money lost. */
  readonly profitFactor: number;
  readonly best: Sale | undefined;
  readonly worst: Sale | undefined;
  /** Sales of which nobody says what they realised, or in a currency without a rate. */
  readonly unknown: number;
};

type Sale = { readonly trade: Trade; readonly realised: number };

/**
 * How sales went, each by the rate of its own day (UTC).
 *
 * @param currencyOf the currency in which an account's results are told
 */
export function salesRecord(
  trades: readonly Trade[],
  currencyOf: (accountId: number) => string | undefined,
  { currency, ratesOn }: Conversion,
): SalesRecord {
  const sold = trades.filter(({ side }) => side === 'sell');
  const sales = sold.flatMap((trade): readonly Sale[] => {
    const own = currencyOf(trade.accountId);
    if (trade.realised === undefined || own === undefined) return [];
    const rates = ratesOn(isoDate(instant(trade.at), 'UTC'));
    const found = convert({ amount: trade.realised, currency: own }, currency, rates);
    return found === undefined ? [] : [{ trade, realised: found.amount }];
  });
  const money = sales.map(({ realised }) => realised);
  const won = money.filter((one) => one > 0);
  const lost = money.filter((one) => one < 0);
  const ranked = sales.toSorted((a, b) => b.realised - a.realised);
  return {
    known: sales.length,
    won: won.length,
    lost: lost.length,
    winRatePct: (100 * won.length) / sales.length,
    realised: sum(money),
    meanWin: sum(won) / won.length,
    meanLoss: sum(lost) / lost.length,
    profitFactor: lost.length === 0 ? NaN : sum(won) / -sum(lost),
    best: ranked[0],
    worst: ranked.at(-1),
    unknown: sold.length - sales.length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
