import type { BookSettings, RiskLimits } from '../core/book.ts';
import type { UserId } from '../core/people.ts';
import type { Account, Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { isoDate, type IsoDate } from '../core/zone.ts';
import { convert, rateBetween } from '../portfolio/currency.ts';
import {
  bookRisk,
  nearestStops,
  type BookRisk,
  type Held,
  type Protected,
} from '../portfolio/risk.ts';
import { bookCurrency } from './book-currency.ts';
import type { AppDeps } from './deps.ts';
import { holdingLines, lookingOf, type HoldingLine } from './holding-lines.ts';

export type BookDeps = Pick<AppDeps, 'store' | 'calendar' | 'clock' | 'defaultZone' | 'riskLimits'>;

/** All that a person holds, as one book in one currency, with the ages of its figures. */
export type BookFacts = {
  readonly user: UserId;
  readonly currency: string;
  readonly limits: RiskLimits;
  /** What the person has set; the rest is the installation's. */
  readonly settings: BookSettings;
  readonly risk: BookRisk;
  /** The five with the least way to go to their stops, nearest first. */
  readonly nearest: readonly Protected[];
  readonly accounts: readonly Account[];
  readonly helds: readonly Held[];
  /** Cash included; undefined while the worth of an account, or its rate, is unknown. */
  readonly worth: number | undefined;
  /** Accounts that keep the worth from being known, by name. */
  readonly worthless: readonly string[];
  /** Of the account whose worth was told longest ago. */
  readonly worthAt: Instant | undefined;
  readonly prices: { readonly oldest: Instant; readonly newest: Instant } | undefined;
  /** Of the oldest rate that was needed; undefined where none was. */
  readonly rateDay: IsoDate | undefined;
  readonly zone: string;
  readonly now: Instant;
};

const NEAREST = 5;

/** The book of a person from what is kept; asks nobody. Undefined for whoever has no account and holds nothing. */
export function bookOf(deps: BookDeps, user: UserId): BookFacts | undefined {
  const { store } = deps;
  const accounts = store.accounts.ofUser(user);
  if (accounts.length === 0) return undefined;
  const { zone, now } = lookingOf(deps, user);
  const settings = store.books.get(user);
  const currency = bookCurrency(store, user);
  const desk = ratesFor(deps, currency, now);
  const holdings = holdingLines(deps, user).filter(({ position }) => position.quantity > 0);
  const helds = holdings.map((line) => heldOf(deps, line, desk));
  const worths = accounts.map((account) => worthOf(account, { holdings, helds, desk }));
  const known = worths.filter((one) => one !== undefined);
  const isWhole = known.length === accounts.length;
  const worth = isWhole ? known.reduce((sum, one) => sum + one.amount, 0) : undefined;
  const limits = limitsOf(deps, settings);
  const risk = bookRisk(helds, { worth, limits });
  return {
    user,
    currency,
    limits,
    settings,
    accounts,
    helds,
    risk,
    nearest: nearestStops(risk, NEAREST),
    worth,
    worthless: accounts.filter((_, n) => worths[n] === undefined).map(({ name }) => name),
    worthAt: earliest(known.flatMap(({ at }) => at ?? [])),
    prices: spanOf(helds.flatMap(({ priceAt }) => priceAt ?? [])),
    rateDay: desk.oldest(),
    zone,
    now,
  };
}

/** How much may be at risk: what the person has set, or else the installation. */
export function limitsOf(
  { riskLimits }: Pick<BookDeps, 'riskLimits'>,
  { totalRiskPct, riskPct }: BookSettings,
): RiskLimits {
  return {
    totalPct: totalRiskPct ?? riskLimits.totalPct,
    perPct: riskPct ?? riskLimits.perPct,
  };
}

type RateDesk = {
  /** Undefined where no rate leads there. */
  readonly rate: (from: string) => number | undefined;
  readonly amount: (amount: number, from: string) => number | undefined;
  /** The oldest day that was needed so far. */
  readonly oldest: () => IsoDate | undefined;
};

function ratesFor({ store }: BookDeps, to: string, now: Instant): RateDesk {
  const rates = store.fx.on(isoDate(now, 'UTC'));
  let oldest: IsoDate | undefined;
  const note = (day: IsoDate | undefined): void => {
    if (day !== undefined && (oldest === undefined || day < oldest)) oldest = day;
  };
  return {
    rate(from) {
      if (from === to) return 1;
      const found = rateBetween(from, to, rates);
      note(found?.day);
      return found?.rate;
    },
    amount(amount, from) {
      const found = convert({ amount, currency: from }, to, rates);
      note(found?.day);
      return found?.amount;
    },
    oldest: () => oldest,
  };
}

/** A stop that rests at the broker counts when it is for all that is held; one for a part leaves the rest to fall. */
function heldOf({ store }: BookDeps, line: HoldingLine, desk: RateDesk): Held {
  const { position, name, price, stop } = line;
  const { id, ticker, currency, quantity, averagePrice } = position;
  const isWhole = stop?.by === 'here' || restingOf(store, position) >= quantity * NEARLY_ALL;
  return {
    positionId: id,
    name,
    ticker,
    currency,
    quantity,
    averagePrice,
    price: price?.price,
    priceAt: price?.at,
    stop: isWhole ? stop?.price : undefined,
    fx: desk.rate(currency),
  };
}

/** Fractions of a share that no order can be for. */
const NEARLY_ALL = 0.999;

function restingOf(store: BookDeps['store'], { accountId, symbol }: Position): number {
  return store.brokerOrders
    .ofAccount(accountId)
    .filter((one) => one.symbol === symbol && one.side === 'sell' && one.stopPrice !== undefined)
    .reduce((sum, { quantity, filled }) => sum + quantity - filled, 0);
}

type Valuing = {
  readonly holdings: readonly HoldingLine[];
  readonly helds: readonly Held[];
  readonly desk: RateDesk;
};

/** As its broker told; of what is kept by hand, what is held, since nobody tells of cash. */
function worthOf(account: Account, { holdings, helds, desk }: Valuing) {
  if (account.worth !== undefined) {
    const amount = desk.amount(account.worth.total, account.currency);
    return amount === undefined ? undefined : { amount, at: account.worth.at };
  }
  if (account.broker !== 'manual') return undefined;
  const amount = helds
    .filter((_, n) => holdings[n]?.account.id === account.id)
    .reduce((sum, { price = NaN, quantity, fx = NaN }) => sum + price * quantity * fx, 0);
  return Number.isFinite(amount) ? { amount, at: undefined } : undefined;
}

function spanOf(times: readonly Instant[]): BookFacts['prices'] {
  const sorted = times.toSorted((a, b) => a - b);
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  return oldest === undefined || newest === undefined ? undefined : { oldest, newest };
}

function earliest(times: readonly Instant[]): Instant | undefined {
  return times.toSorted((a, b) => a - b)[0];
}
