import type { Cell } from '../core/csv.ts';
import type { Rates } from '../core/currency.ts';
import type { UserId } from '../core/people.ts';
import type { Account, Position } from '../core/position.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Trade } from '../core/trade.ts';
import { isoDate, type IsoDate } from '../core/zone.ts';
import type { Store } from '../db/store.ts';
import { convert, rateBetween } from '../portfolio/currency.ts';
import { bookCurrency } from './book-currency.ts';

/** A table of a person's books; times are UTC. */
export type BookTable = {
  readonly name: 'trades' | 'positions' | 'equity';
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

type Needs = Pick<Store, 'accounts' | 'books' | 'equity' | 'fx' | 'positions' | 'trades'>;

/** One year (UTC), or everything when it is undefined. */
type Year = number | undefined;

type Desk = {
  readonly store: Needs;
  /** Each day is looked up once, however many rows it has. */
  readonly ratesOn: (day: IsoDate) => Rates;
  readonly currency: string;
  readonly names: ReadonlyMap<number, Account>;
};

const EVERYTHING = Number.MAX_SAFE_INTEGER;

/** Trades, positions and what accounts were worth, oldest first, with each amount in the person's currency by its day's rate. */
export function bookTables(store: Needs, user: UserId, year: Year): readonly BookTable[] {
  const accounts = store.accounts.ofUser(user);
  const currency = bookCurrency(store, user);
  const names = new Map(accounts.map((account) => [account.id, account]));
  const desk: Desk = { store, currency, names, ratesOn: ratesByDay(store) };
  return [tradeTable(desk, user, year), positionTable(desk, year), equityTable(desk, user, year)];
}

function ratesByDay({ fx }: Needs): Desk['ratesOn'] {
  const known = new Map<IsoDate, Rates>();
  return (day) => {
    const rates = known.get(day) ?? fx.on(day);
    known.set(day, rates);
    return rates;
  };
}

function tradeTable(desk: Desk, user: UserId, year: Year): BookTable {
  const trades = desk.store.trades
    .ofUser(user, { most: EVERYTHING })
    .filter(({ at }) => isIn(year, isoDate(at, 'UTC')))
    .toReversed();
  const { currency } = desk;
  return {
    name: 'trades',
    head: [
      'at',
      'account',
      'side',
      'ticker',
      'symbol',
      'quantity',
      'price',
      'currency',
      'value',
      'realised',
      'realised_currency',
      `value_in_${currency}`,
      `realised_in_${currency}`,
      'rate',
      'rate_day',
      'order',
      'from',
    ],
    rows: trades.map((trade) => tradeCells(desk, trade)),
  };
}

function tradeCells({ ratesOn, currency, names }: Desk, trade: Trade): readonly Cell[] {
  const { at, side, ticker, symbol, quantity, price, realised } = trade;
  const account = names.get(trade.accountId);
  const value = price * quantity;
  const rates = ratesOn(isoDate(at, 'UTC'));
  const rate = rateBetween(trade.currency, currency, rates);
  const own = account?.currency ?? '';
  return [
    timeOf(at),
    account?.name,
    side,
    ticker,
    symbol,
    quantity,
    price,
    trade.currency,
    value,
    realised,
    realised === undefined ? undefined : own,
    convert({ amount: value, currency: trade.currency }, currency, rates)?.amount,
    convert({ amount: realised ?? NaN, currency: own }, currency, rates)?.amount,
    trade.currency === currency ? 1 : rate?.rate,
    trade.currency === currency ? undefined : rate?.day,
    trade.remoteId,
    trade.initiatedFrom,
  ];
}

const POSITION_HEAD = [
  'account',
  'ticker',
  'symbol',
  'isin',
  'name',
  'quantity',
  'average_price',
  'price',
  'price_at',
  'currency',
  'cost',
  'value',
  'profit',
  'profit_currency',
  'highest_price',
  'highest_at',
  'opened_at',
  'closed_at',
  'closed_why',
];

/** What is held, and what was closed within the year. */
function positionTable({ store, names }: Desk, year: Year): BookTable {
  const rows = [...names.values()].flatMap((account) => [
    ...store.positions
      .closedOf(account.id, EVERYTHING)
      .filter(({ closedAt }) => isIn(year, isoDate(closedAt, 'UTC')))
      .toReversed()
      .map((one) => positionCells(account, one, one.why)),
    ...store.positions.ofAccount(account.id).map((one) => positionCells(account, one)),
  ]);
  return { name: 'positions', head: POSITION_HEAD, rows };
}

function positionCells(account: Account, position: Position, why?: string): readonly Cell[] {
  const { quantity, averagePrice, price, currency, profit } = position;
  const isOpen = position.closedAt === undefined;
  return [
    account.name,
    position.ticker,
    position.symbol,
    position.isin,
    position.name,
    quantity,
    averagePrice,
    price,
    timeOf(position.priceAt),
    currency,
    averagePrice * quantity,
    isOpen && price !== undefined ? price * quantity : undefined,
    isOpen ? profit : undefined,
    isOpen && profit !== undefined ? account.currency : undefined,
    position.maxPrice,
    timeOf(position.maxAt),
    timeOf(position.openedAt),
    timeOf(position.closedAt),
    why,
  ];
}

function equityTable(
  { store, currency, names, ratesOn }: Desk,
  user: UserId,
  year: Year,
): BookTable {
  const rows = store.equity.ofUser(user).filter(({ day }) => isIn(year, day));
  return {
    name: 'equity',
    head: [
      'day',
      'account',
      'total',
      'free_cash',
      'realised',
      'unrealised',
      'currency',
      `total_in_${currency}`,
      'at',
    ],
    rows: rows.map((row) => [
      row.day,
      names.get(row.accountId)?.name,
      row.total,
      row.freeCash,
      row.realised,
      row.unrealised,
      row.currency,
      convert({ amount: row.total, currency: row.currency }, currency, ratesOn(row.day))?.amount,
      timeOf(row.at),
    ]),
  };
}

function isIn(year: Year, day: string): boolean {
  return year === undefined || day.startsWith(`${year}-`);
}

function timeOf(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : new Date(instant(at)).toISOString();
}
