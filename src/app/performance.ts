import { chatId, type Actor, type UserId } from '../core/people.ts';
import { firstDayOf, type PnlSide, type PnlSpan } from '../core/pnl.ts';
import type { Account, Position } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { isoDate, type IsoDate } from '../core/zone.ts';
import { convert, rateBetween } from '../portfolio/currency.ts';
import { snapshotOf } from '../portfolio/day-worth.ts';
import { givenBack, type GivenBack } from '../portfolio/given-back.ts';
import { performance, type DayWorth, type Performance } from '../portfolio/performance.ts';
import { salesRecord, type SalesRecord } from '../portfolio/sales.ts';
import { bookCurrency } from './book-currency.ts';
import type { AppDeps } from './deps.ts';

export type PerformanceDeps = Pick<AppDeps, 'store' | 'clock' | 'defaultZone'>;

export type PnlWish = {
  readonly span: PnlSpan;
  /** Undefined for all of them together. */
  readonly accountId: number | undefined;
  readonly side: PnlSide;
};

/** An account as it counts here; `worth` in its own currency, undefined while nobody has told it. */
export type CountedAccount = {
  readonly account: Account;
  readonly worth:
    | {
        readonly total: number;
        readonly at: Instant;
        /** Whether its profit is known too: a price of something held may be missing. */
        readonly hasProfit: boolean;
      }
    | undefined;
};

/** How a person's accounts fared, in one currency, with what is missing of it. */
export type PnlFacts = {
  readonly wish: PnlWish;
  readonly currency: string;
  readonly accounts: readonly CountedAccount[];
  /** Of the accounts whose worth and rate are known. */
  readonly worth: number;
  readonly course: Performance;
  readonly sales: SalesRecord;
  readonly back: GivenBack;
  readonly held: number;
  /** The oldest day of the rates that it was converted by; undefined when none was needed. */
  readonly rateDay: IsoDate | undefined;
  readonly zone: string;
  readonly now: Instant;
};

export type PnlAnswer =
  | { readonly kind: 'shown'; readonly facts: PnlFacts; readonly isDark: boolean }
  | { readonly kind: 'no-accounts' }
  /** No account is called that; these are there. */
  | { readonly kind: 'unknown-account'; readonly name: string; readonly names: readonly string[] };

/** How people's accounts fared. */
export function performanceApp(deps: PerformanceDeps) {
  const { store } = deps;
  return {
    /** @param name of one account; empty for all of them together */
    look(by: Actor, { span, name }: { readonly span: PnlSpan; readonly name: string }): PnlAnswer {
      const accounts = store.accounts.ofUser(by.user);
      if (accounts.length === 0) return { kind: 'no-accounts' };
      const one = name === '' ? undefined : store.accounts.byName(by.user, name);
      if (name !== '' && one === undefined)
        return { kind: 'unknown-account', name, names: accounts.map((each) => each.name) };
      return shown(deps, by.user, { span, accountId: one?.id, side: 'profit' });
    },
    again: (by: Actor, wish: PnlWish): PnlAnswer => shown(deps, by.user, wish),
  };
}

function shown(deps: PerformanceDeps, user: UserId, wish: PnlWish): PnlAnswer {
  const facts = pnlFacts(deps, user, wish);
  if (facts === undefined) return { kind: 'no-accounts' };
  const isDark = deps.store.chats.get(chatId(user))?.chartTheme === 'dark';
  return { kind: 'shown', facts, isDark };
}

/** From what is kept; asks nobody. Undefined when the person has no account, or not that one any more. */
export function pnlFacts(deps: PerformanceDeps, user: UserId, wish: PnlWish): PnlFacts | undefined {
  const { store, clock, defaultZone } = deps;
  const now = clock();
  const zone = store.chats.get(chatId(user))?.zone ?? defaultZone;
  const { accountId } = wish;
  const own = store.accounts.ofUser(user);
  const chosen = own.filter(({ id }) => accountId === undefined || id === accountId);
  const [only] = chosen;
  if (only === undefined) return undefined;
  const currency = accountId === undefined ? bookCurrency(store, user) : only.currency;
  const accounts = chosen.map((account) => counted(deps, account, now));
  const positions = chosen.flatMap(({ id }) => store.positions.ofAccount(id));
  const since = firstDayOf(wish.span, isoDate(now, zone));
  const conversion = { currency, ratesOn: store.fx.on };
  const rates = store.fx.on(isoDate(now, 'UTC'));
  const ids = new Set(chosen.map(({ id }) => id));
  const trades = store.trades
    .ofUser(user)
    .filter((one) => ids.has(one.accountId))
    .filter(({ at }) => since === undefined || isoDate(at, zone) >= since);
  const amounts = accounts.map(({ account, worth }) =>
    convert({ amount: worth?.total ?? NaN, currency: account.currency }, currency, rates),
  );
  return {
    wish,
    currency,
    accounts,
    worth: amounts.reduce((sum, one) => sum + (one?.amount ?? 0), 0),
    course: performance(rowsOf(deps, chosen, { zone, now }), conversion, since),
    sales: salesRecord(trades, (id) => store.accounts.get(id)?.currency, conversion),
    back: givenBack(positions, currency, rates),
    held: positions.length,
    rateDay: rateDayOf(currenciesOf(chosen, positions), currency, rates),
    zone,
    now,
  };
}

function counted({ store }: PerformanceDeps, account: Account, now: Instant): CountedAccount {
  const found = snapshot(store, account, now);
  if (found === undefined) return { account, worth: undefined };
  const { total, at, unrealised } = found;
  return { account, worth: { total, at, hasProfit: unrealised !== undefined } };
}

function snapshot(store: PerformanceDeps['store'], account: Account, now: Instant) {
  const positions = store.positions.ofAccount(account.id);
  const sold = account.broker === 'manual' ? store.trades.ofAccount(account.id) : [];
  const realised = sold.reduce((sum, { realised: one = 0 }) => sum + one, 0);
  return snapshotOf(account, { positions, realised, rates: store.fx.on(isoDate(now, 'UTC')), now });
}

/** What is kept day by day, with today as it stands now. */
function rowsOf(
  { store }: PerformanceDeps,
  accounts: readonly Account[],
  { zone, now }: { readonly zone: string; readonly now: Instant },
): readonly DayWorth[] {
  return accounts.flatMap((account): readonly DayWorth[] => {
    const kept = store.equity.ofAccount(account.id);
    const found = snapshot(store, account, now);
    if (found === undefined) return kept;
    const day = isoDate(found.at, zone);
    return [...kept.filter((row) => row.day !== day), { ...found, accountId: account.id, day }];
  });
}

function currenciesOf(accounts: readonly Account[], positions: readonly Position[]) {
  return new Set([...accounts, ...positions].map(({ currency }) => currency));
}

function rateDayOf(
  currencies: ReadonlySet<string>,
  to: string,
  rates: ReturnType<AppDeps['store']['fx']['on']>,
): IsoDate | undefined {
  const days = [...currencies]
    .filter((currency) => currency !== to)
    .flatMap((currency) => rateBetween(currency, to, rates)?.day ?? []);
  return days.sort()[0];
}
