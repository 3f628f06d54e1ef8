import { instant } from '../../src/core/time.ts';
import type { KeptOrder, KeptPosition, Ledger } from './broker-ledger.ts';

export type ListedInstrument = {
  readonly symbol: string;
  readonly shortName: string;
  /** `GBX` for pence. */
  readonly currency: string;
  readonly exchange: string;
  readonly name: string;
  readonly isin: string;
};

/** One of each venue, made up but for their spellings. */
export const LISTED: readonly ListedInstrument[] = [
  listed('AAPL_US_EQ', 'AAPL', 'USD', 'NASDAQ'),
  listed('MSFT_US_EQ', 'MSFT', 'USD', 'NASDAQ'),
  listed('NVDA_US_EQ', 'NVDA', 'USD', 'NASDAQ'),
  listed('FB_US_EQ', 'META', 'USD', 'NASDAQ'),
  listed('BIO/B_US_EQ', 'BIO/B', 'USD', 'NYSE'),
  listed('VUSAl_EQ', 'VUSA', 'GBP', 'London Stock Exchange'),
  listed('IITU_EQ', 'IITU', 'GBX', 'London Stock Exchange'),
  listed('VODl_EQ', 'VOD', 'GBX', 'London Stock Exchange'),
  listed('ASMLa_EQ', 'ASML', 'EUR', 'Euronext Amsterdam'),
  listed('SAPd_EQ', 'SAP', 'EUR', 'Deutsche Börse Xetra'),
  listed('MCp_EQ', 'MC', 'EUR', 'Euronext Paris'),
  listed('NESNs_EQ', 'NESN', 'CHF', 'SIX Swiss Exchange'),
];

function listed(
  ...[symbol, shortName, currency, exchange]: readonly [string, string, string, string]
): ListedInstrument {
  const isin = `XX${symbol.replaceAll(/\W/g, '').toUpperCase().padEnd(10, '0').slice(0, 10)}`;
  return { symbol, shortName, currency, exchange, name: `${shortName} plc`, isin };
}

export type Books = {
  readonly ledger: Ledger;
  readonly instruments: readonly ListedInstrument[];
  readonly account: {
    readonly key: string;
    readonly id: number;
    readonly currency: string;
    readonly cash: number;
  };
  readonly now: number;
};

export function summaryAnswer(books: Books): unknown {
  const { account } = books;
  const worth = worthOf(books);
  return {
    id: account.id,
    currency: account.currency,
    totalValue: account.cash + worth.value,
    cash: { availableToTrade: account.cash, reservedForOrders: 0, inPies: 0 },
    investments: {
      currentValue: worth.value,
      totalCost: worth.cost,
      realizedProfitLoss: 0,
      unrealizedProfitLoss: worth.value - worth.cost,
    },
  };
}

export function legacyCashAnswer(books: Books): unknown {
  const { value, cost } = worthOf(books);
  const { cash } = books.account;
  const ppl = value - cost;
  return {
    blocked: 0,
    free: cash,
    invested: cost,
    pieCash: 0,
    ppl,
    result: 0,
    total: cash + value,
  };
}

export function positionsAnswer(books: Books): unknown {
  return positions(books).map(([symbol, position]) => {
    const { currency, isin, name } = instrumentOf(books, symbol);
    const rate = rateOf(books, currency);
    const price = books.ledger.prices.get(symbol) ?? position.averagePrice;
    const cost = position.quantity * position.averagePrice * rate;
    const value = position.quantity * price * rate;
    return {
      instrument: { ticker: symbol, currency, isin, name },
      quantity: position.quantity,
      quantityAvailableForTrading: books.ledger.available(books.account.key, symbol),
      quantityInPies: position.inPies,
      averagePricePaid: position.averagePrice,
      currentPrice: price,
      createdAt: iso(position.openedAt),
      walletImpact: {
        currency: books.account.currency,
        totalCost: cost,
        currentValue: value,
        unrealizedProfitLoss: value - cost,
        fxImpact: 0,
      },
    };
  });
}

export function portfolioAnswer(books: Books): unknown {
  return positions(books).map(([symbol, position]) => ({
    ticker: symbol,
    quantity: position.quantity,
    averagePrice: position.averagePrice,
    currentPrice: books.ledger.prices.get(symbol) ?? position.averagePrice,
    ppl: 0,
    fxPpl: null,
    initialFillDate: iso(position.openedAt),
    frontend: 'API',
    maxBuy: 1_000,
    maxSell: books.ledger.available(books.account.key, symbol),
    pieQuantity: position.inPies,
  }));
}

/** @param isLegacy no side, another word for its time, and a sign in its quantity alone */
export function orderAnswer(books: Books, order: KeptOrder, isLegacy: boolean): unknown {
  const sign = order.side === 'SELL' ? -1 : 1;
  const common = {
    id: order.id,
    ticker: order.symbol,
    type: order.type,
    status: order.status,
    strategy: 'QUANTITY',
    quantity: sign * order.quantity,
    filledQuantity: sign * order.filled,
    value: null,
    filledValue: null,
    limitPrice: order.limitPrice,
    stopPrice: order.stopPrice,
  };
  if (isLegacy) return { ...common, creationTime: iso(order.at) };
  const { currency, isin, name } = instrumentOf(books, order.symbol);
  const instrument = { ticker: order.symbol, currency, isin, name };
  return {
    ...common,
    side: order.side,
    initiatedFrom: order.from,
    currency: books.account.currency,
    extendedHours: false,
    timeInForce: 'GOOD_TILL_CANCEL',
    createdAt: iso(order.at),
    instrument,
  };
}

/** One row for each fill; one without for an order that had none. */
export function historyAnswer(
  books: Books,
  order: KeptOrder,
  isLegacy: boolean,
): readonly unknown[] {
  const fills = order.fills.length > 0 ? order.fills : [undefined];
  const sign = order.side === 'SELL' ? -1 : 1;
  if (!isLegacy)
    return fills.map((fill) => ({
      order: orderAnswer(books, order, false),
      fill: fill && {
        id: fill.id,
        price: fill.price,
        quantity: sign * fill.quantity,
        type: 'TRADE',
        tradingMethod: 'TOTV',
        filledAt: iso(order.at),
        walletImpact: { currency: books.account.currency, realisedProfitLoss: 0 },
      },
    }));
  return fills.map((fill) => ({
    id: order.id,
    ticker: order.symbol,
    type: order.type,
    status: order.status,
    orderedQuantity: sign * order.quantity,
    filledQuantity: fill ? sign * fill.quantity : 0,
    limitPrice: order.limitPrice,
    stopPrice: order.stopPrice,
    executor: order.from,
    dateCreated: iso(order.at),
    dateModified: iso(order.at),
    dateExecuted: null,
    fillId: fill?.id ?? null,
    fillPrice: fill?.price ?? null,
    fillResult: null,
    fillType: 'TOTV',
  }));
}

export function instrumentsAnswer(instruments: readonly ListedInstrument[]): unknown {
  return instruments.map(({ symbol, shortName, currency, exchange, name, isin }) => ({
    ticker: symbol,
    type: 'STOCK',
    workingScheduleId: scheduleOf(exchange),
    isin,
    currencyCode: currency,
    name,
    shortName,
    maxOpenQuantity: 1_000,
    addedOn: '2020-01-01T00:00:00.000Z',
  }));
}

const DAY_MS = 86_400_000;

/** Ten weeks of weekdays around now: New York from 14:30 to 21:00 UTC, Europe from 08:00 to 16:30. */
export function exchangesAnswer(instruments: readonly ListedInstrument[], now: number): unknown {
  return [...new Set(instruments.map(({ exchange }) => exchange))].map((name) => {
    const isAmerican = ['NASDAQ', 'NYSE', 'OTC Markets'].includes(name);
    const opens = isAmerican ? 14.5 : 8;
    const closes = isAmerican ? 21 : 16.5;
    const first = Math.floor(now / DAY_MS) - 20;
    const days = Array.from({ length: 50 }, (_, day) => (first + day) * DAY_MS);
    const timeEvents = days
      .filter((day) => new Date(day).getUTCDay() % 6 !== 0)
      .flatMap((day) => [
        { date: iso(day + opens * 3_600_000), type: 'OPEN' },
        { date: iso(day + closes * 3_600_000), type: isAmerican ? 'AFTER_HOURS_OPEN' : 'CLOSE' },
      ]);
    return { id: scheduleOf(name), name, workingSchedules: [{ id: scheduleOf(name), timeEvents }] };
  });
}

function scheduleOf(exchange: string): number {
  return (
    Array.from(exchange).reduce((sum, letter) => sum * 7 + (letter.codePointAt(0) ?? 0), 1) % 9_973
  );
}

function positions({ ledger, account }: Books): readonly (readonly [string, KeptPosition])[] {
  return [...ledger.positionsOf(account.key)];
}

function worthOf(books: Books): { value: number; cost: number } {
  let value = 0;
  let cost = 0;
  for (const [symbol, position] of positions(books)) {
    const rate = rateOf(books, instrumentOf(books, symbol).currency);
    value += position.quantity * rate * (books.ledger.prices.get(symbol) ?? position.averagePrice);
    cost += position.quantity * rate * position.averagePrice;
  }
  return { value, cost };
}

/** What one of a currency is worth in dollars. */
const DOLLARS: ReadonlyMap<string, number> = new Map([
  ['USD', 1],
  ['GBP', 1.25],
  ['EUR', 1.1],
  ['CHF', 1.15],
]);

/** From an instrument's unit to the account's currency. */
function rateOf({ account }: Books, currency: string): number {
  const isPence = currency === 'GBX';
  const unit = isPence ? 'GBP' : currency;
  const share = isPence ? 0.01 : 1;
  return ((DOLLARS.get(unit) ?? 1) * share) / (DOLLARS.get(account.currency) ?? 1);
}

function instrumentOf({ instruments }: Books, symbol: string): ListedInstrument {
  const found = instruments.find((one) => one.symbol === symbol);
  return found ?? listed(symbol, symbol, 'USD', 'Nowhere');
}

function iso(at: number): string {
  return new Date(instant(at)).toISOString();
}
