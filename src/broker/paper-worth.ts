import type { AccountSummary, BrokerPosition } from '../core/broker.ts';
import type { Money } from '../core/currency.ts';
import type { PaperBook, PaperHolding } from '../core/ports/paper.ts';
import type { Instant } from '../core/time.ts';
import { availableOf } from './paper-floor.ts';
import type { SeenPrice } from './paper-prices.ts';

type Needs = {
  readonly book: PaperBook;
  readonly convert: (money: Money, to: string) => number | undefined;
};

/** What a paper account is worth; what nobody has a price of counts at what it cost. @returns why it cannot be told, else */
export function paperSummary(
  { id, book, convert }: Needs & { readonly id: number },
  seen: ReadonlyMap<string, SeenPrice>,
  now: Instant,
): AccountSummary | string {
  const account = book.account();
  if (account === undefined) return 'the account was removed';
  const { currency, cash, realised } = account;
  let value = 0;
  let cost = 0;
  for (const one of book.holdings(now)) {
    const price = seen.get(one.symbol)?.price ?? one.averagePrice;
    const [worth, paid] = [price, one.averagePrice].map((each) =>
      convert({ amount: each * one.quantity, currency: one.currency }, currency),
    );
    if (worth === undefined || paid === undefined)
      return `no rate from ${one.currency} to ${currency} is known`;
    value += worth;
    cost += paid;
  }
  return {
    remoteId: `paper-${id}`,
    currency,
    totalValue: cash + value,
    cash: { free: cash, reserved: 0, inPies: 0 },
    invested: { value, cost, realised, unrealised: value - cost },
  };
}

/** A holding as every broker tells of one. Its price only while something could be sold at it: an old one would look new. */
export function paperPosition(
  { book, convert }: Needs,
  holding: PaperHolding,
  seen: SeenPrice | undefined,
): BrokerPosition {
  const { symbol, ticker, currency, quantity, averagePrice, openedAt } = holding;
  const to = book.account()?.currency ?? currency;
  const cost = convert({ amount: averagePrice * quantity, currency }, to);
  const value = seen && convert({ amount: seen.price * quantity, currency: seen.currency }, to);
  return {
    symbol,
    ticker,
    isin: undefined,
    name: seen?.name ?? symbol,
    currency,
    quantity,
    available: availableOf(holding, book.pending()),
    inPies: 0,
    averagePrice,
    price: seen?.isFresh === true ? seen.price : undefined,
    openedAt,
    wallet:
      cost === undefined || value === undefined
        ? undefined
        : {
            cost,
            value,
            profit: value - cost,
            fx: convert({ amount: 1, currency }, to) ?? 1,
          },
  };
}
