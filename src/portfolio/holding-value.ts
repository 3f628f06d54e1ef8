import type { Rates } from '../core/currency.ts';
import { wholeUnits } from '../core/currency.ts';
import type { Quote } from '../core/market.ts';
import type { Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { convert } from './currency.ts';

/** The last price of what is held. In whole currency of the position. */
export type HeldPrice = {
  readonly price: number;
  readonly at: Instant;
  /** Who says so. */
  readonly from: 'market' | 'broker';
  /** Yesterday's official close; undefined where nobody tells it. */
  readonly previousClose: number | undefined;
};

/** What a position is worth by a price. In whole currency of the position. */
export type HeldValue = {
  readonly value: number;
  readonly profit: number;
  readonly profitPct: number;
  /** Since yesterday's close, or since it was bought where that was today. */
  readonly day: { readonly amount: number; readonly pct: number } | undefined;
};

/** Purchases since yesterday's close. */
export type BoughtToday = readonly { readonly quantity: number; readonly price: number }[];

/** The newer of what the market and the broker last said; a quote in another currency is of something else. */
export function heldPrice(position: Position, quote: Quote | undefined): HeldPrice | undefined {
  const told: HeldPrice | undefined =
    position.price === undefined
      ? undefined
      : {
          price: position.price,
          at: position.priceAt ?? position.seenAt,
          from: 'broker',
          previousClose: undefined,
        };
  if (quote === undefined) return told;
  const whole = wholeUnits({ amount: quote.price, currency: quote.currency });
  if (whole.currency !== position.currency) return told;
  const unit = whole.amount / quote.price;
  const previousClose = quote.previousClose && quote.previousClose * unit;
  if (told !== undefined && told.at > quote.at) return { ...told, previousClose };
  return { price: whole.amount, at: quote.at, from: 'market', previousClose };
}

/** What is held of it comes to. Shares bought today have had no more of the day than since then. */
export function heldValue(
  { quantity, averagePrice }: Pick<Position, 'quantity' | 'averagePrice'>,
  { price, previousClose }: Pick<HeldPrice, 'price' | 'previousClose'>,
  boughtToday: BoughtToday = [],
): HeldValue {
  const value = price * quantity;
  const cost = averagePrice * quantity;
  const profit = value - cost;
  const profitPct = cost > 0 ? (profit * 100) / cost : NaN;
  if (previousClose === undefined || !(previousClose > 0))
    return { value, profit, profitPct, day: undefined };
  const fresh = Math.min(
    quantity,
    boughtToday.reduce((sum, one) => sum + one.quantity, 0),
  );
  const paid = boughtToday.reduce((sum, one) => sum + one.quantity * one.price, 0);
  const bought = boughtToday.reduce((sum, one) => sum + one.quantity, 0);
  const freshBase = bought === 0 ? 0 : (paid * fresh) / bought;
  const base = freshBase + previousClose * (quantity - fresh);
  return {
    value,
    profit,
    profitPct,
    day: { amount: value - base, pct: ((value - base) * 100) / base },
  };
}

/** One holding as totals take it in. `broker`: what its broker reckons was made with it, at the price it then told. */
export type Totalled = {
  readonly name: string;
  readonly currency: string;
  /** Undefined without a price. */
  readonly held: HeldValue | undefined;
  readonly broker:
    | { readonly profit: number; readonly currency: string; readonly since: number }
    | undefined;
};

export type Totals = {
  readonly currency: string;
  readonly count: number;
  readonly value: number;
  readonly profit: number;
  readonly profitPct: number;
  /** Over those of which a close before is known; undefined where none is. */
  readonly day: { readonly amount: number; readonly pct: number } | undefined;
  /** Names of what is not in the value and the profit, and why. */
  readonly unpriced: readonly string[];
  readonly unrated: readonly { readonly name: string; readonly currency: string }[];
  /** Names of what has a price and is not in the day. */
  readonly undayed: readonly string[];
  /** Of the oldest rate that was used; undefined where none was needed. */
  readonly ratesOf: string | undefined;
};

/** All holdings in one currency. What has no price or no rate is left out, and named. */
export function totalsOf(all: readonly Totalled[], currency: string, rates: Rates): Totals {
  const sum = { value: 0, profit: 0, day: 0, dayBase: 0 };
  const unpriced: string[] = [];
  const unrated: { name: string; currency: string }[] = [];
  const undayed: string[] = [];
  const days: string[] = [];
  for (const one of all) {
    const { name, held } = one;
    if (held === undefined) {
      unpriced.push(name);
      continue;
    }
    const rate = convert({ amount: 1, currency: one.currency }, currency, rates);
    const profit = rate && profitOf(one, held, { currency, rates, rate: rate.amount });
    if (rate === undefined || profit === undefined) {
      unrated.push({ name, currency: one.currency });
      continue;
    }
    if (rate.day !== undefined) days.push(rate.day);
    sum.value += held.value * rate.amount;
    sum.profit += profit;
    if (held.day === undefined) undayed.push(name);
    else {
      sum.day += held.day.amount * rate.amount;
      sum.dayBase += (held.value - held.day.amount) * rate.amount;
    }
  }
  const cost = sum.value - sum.profit;
  return {
    currency,
    count: all.length,
    value: sum.value,
    profit: sum.profit,
    profitPct: cost > 0 ? (sum.profit * 100) / cost : NaN,
    day: sum.dayBase > 0 ? { amount: sum.day, pct: (sum.day * 100) / sum.dayBase } : undefined,
    unpriced,
    unrated,
    undayed,
    ratesOf: days.toSorted()[0],
  };
}

type Into = { readonly currency: string; readonly rates: Rates; readonly rate: number };

/** The broker knows what each purchase cost in the account's own currency; to that comes what the price did since. */
function profitOf(
  { broker }: Totalled,
  held: HeldValue,
  { currency, rates, rate }: Into,
): number | undefined {
  if (broker === undefined) return held.profit * rate;
  const told = convert({ amount: broker.profit, currency: broker.currency }, currency, rates);
  return told && told.amount + broker.since * rate;
}
