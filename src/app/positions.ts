import type { ChatId, UserId } from '../core/people.ts';
import { chatId } from '../core/people.ts';
import type { Account, Position } from '../core/position.ts';
import { parseTicker, type Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import type { Trade } from '../core/trade.ts';
import { isoDate } from '../core/zone.ts';
import type { SeenOrder } from '../db/broker-orders.ts';
import { convert } from '../portfolio/currency.ts';
import { heldPrice, totalsOf, type Totalled, type Totals } from '../portfolio/holding-value.ts';
import { bookCurrency } from './book-currency.ts';
import type { AppDeps } from './deps.ts';
import type { Doing } from './doing.ts';
import { applyHoldings } from './holding-apply.ts';
import { addHolding, setHolding, type Setting } from './holding-book.ts';
import { undoHolding, type HoldingUndo } from './holding-change.ts';
import { closeHolding, type Selling } from './holding-close.ts';
import { draftHolding, type HoldingDraft, type Purchase } from './holding-draft.ts';
import { diffOf, previewHoldings, readSpelled, type HoldingsPreview } from './holding-import.ts';
import { holdingLines, lookingOf, oneHolding, type HoldingLine } from './holding-lines.ts';
import { holdingSignals, type HoldingSignals } from './holding-signals.ts';
import { readClosing, readSetting, type CloseWish, type SetWish } from './holding-wish.ts';

/** All that a person holds, by what is known. */
export type HoldingBook = {
  readonly lines: readonly HoldingLine[];
  readonly accounts: readonly Account[];
  readonly totals: Totals;
  /** What lies in accounts uninvested, in the currency of the totals; undefined where no broker tells any. */
  readonly cash: number | undefined;
  readonly zone: string;
  readonly now: Instant;
};

/** One of them in full. */
export type HoldingCard = {
  readonly line: HoldingLine;
  readonly signals: HoldingSignals | undefined;
  /** Newest first. */
  readonly trades: readonly Trade[];
  /** Of rules in the person's private chat that are judged on it. */
  readonly rules: readonly string[];
  readonly zone: string;
  readonly now: Instant;
};

/** A pending order, and of what. */
export type PendingOrder = {
  readonly order: SeenOrder;
  readonly account: Account;
  readonly name: string;
  /** The last price of it, in whole currency. */
  readonly price: number | undefined;
};

export type Orders = {
  readonly orders: readonly PendingOrder[];
  /** Accounts that a broker keeps, with when each was last read. */
  readonly accounts: readonly Account[];
  readonly zone: string;
  readonly now: Instant;
};

type PositionDeps = Pick<
  AppDeps,
  'store' | 'market' | 'bars' | 'calendar' | 'clock' | 'defaultZone'
>;

const CARD_BARS = 120;

/** What people hold: at brokers, on paper, or typed in by themselves. */
export function positionsApp(deps: PositionDeps) {
  const { store } = deps;
  return {
    /** Asks nobody: everything is as it was last known. */
    book: (user: UserId): HoldingBook => bookOf(deps, user),
    /** Tops its daily bars up; undefined when it is not theirs or no longer held. */
    async card(user: UserId, id: number): Promise<HoldingCard | undefined> {
      const line = oneHolding(deps, user, id);
      if (line === undefined) return undefined;
      const { ticker } = line.position;
      const market = line.session?.market;
      if (ticker !== undefined && market !== undefined)
        await deps.bars.topUp([{ ticker, market, timeframe: '1d', bars: CARD_BARS }]);
      return cardOf(deps, user, oneHolding(deps, user, id) ?? line);
    },
    /** What is held under a ticker or a broker's spelling, in every account. */
    named: (user: UserId, name: string): readonly HoldingLine[] =>
      holdingLines(deps, user).filter(
        ({ position }) =>
          position.symbol === name.toUpperCase() ||
          (position.ticker !== undefined && position.ticker === parseTicker(name)),
      ),
    /** Reads a purchase as typed and looks it up. Awaits the provider. */
    draft: (line: string, user: UserId): Promise<HoldingDraft> => draftHolding(deps, line, user),
    readSetting: (line: string, user: UserId): SetWish => readSetting(deps, line, user),
    readClosing: (line: string, user: UserId): CloseWish => readClosing(deps, line, user),
    add: (purchase: Purchase, doing: Doing) => addHolding(deps, purchase, doing),
    set: (position: Position, setting: Setting, doing: Doing) =>
      setHolding(deps, position, { setting, doing }),
    close: (position: Position, selling: Selling, doing: Doing) =>
      closeHolding(deps, position, { selling, doing }),
    undo: (undo: HoldingUndo, doing: Doing) => undoHolding(deps, undo, doing),
    preview: (text: string, user: UserId): Promise<HoldingsPreview> =>
      previewHoldings(deps, text, user),
    /** Takes in what a preview spelled, as far as it is still news. */
    apply: (spelled: string, doing: Doing) =>
      applyHoldings(deps, diffOf(deps, readSpelled(spelled), doing.by.user), doing),
    orders: (user: UserId): Orders => ordersOf(deps, user),
    /** What an answer about a change of one is told with. */
    view: (user: UserId, position: Position) => ({
      ...lookingOf(deps, user),
      price: heldPrice(position, position.ticker && store.quotes.get(position.ticker)?.quote),
    }),
    /** Tickers that a person may want to add: what their private chat watches and they do not hold. */
    likely(user: UserId): readonly Ticker[] {
      const held = new Set(store.positions.ofUser(user).map(({ ticker }) => ticker));
      return store.watches.ofChat(ownChat(user)).filter((ticker) => !held.has(ticker));
    },
  };
}

function ownChat(user: UserId): ChatId {
  return chatId(user);
}

function bookOf(deps: PositionDeps, user: UserId): HoldingBook {
  const { store } = deps;
  const { zone, now } = lookingOf(deps, user);
  const lines = holdingLines(deps, user);
  const accounts = store.accounts.ofUser(user);
  const currency = bookCurrency(store, user);
  const rates = store.fx.on(isoDate(now, 'UTC'));
  const cash = accounts.flatMap(({ worth, currency: own, broker }) =>
    worth === undefined || broker === 'manual'
      ? []
      : (convert({ amount: worth.freeCash, currency: own }, currency, rates)?.amount ?? []),
  );
  return {
    lines,
    accounts,
    totals: totalsOf(lines.map(totalled), currency, rates),
    cash: cash.length === 0 ? undefined : cash.reduce((sum, one) => sum + one, 0),
    zone,
    now,
  };
}

/** What the broker reckons counts, with what the price did since it said so. */
function totalled({ name, position, account, held, price }: HoldingLine): Totalled {
  const { currency, quantity, profit } = position;
  const isTold = profit !== undefined && position.price !== undefined && price !== undefined;
  const since = isTold ? (price.price - (position.price ?? price.price)) * quantity : 0;
  const broker = isTold ? { profit, currency: account.currency, since } : undefined;
  return { name, currency, held, broker };
}

function cardOf(deps: PositionDeps, user: UserId, line: HoldingLine): HoldingCard {
  const { store, bars } = deps;
  const { ticker } = line.position;
  const rules = ticker === undefined ? [] : store.targets.judging(ticker);
  return {
    line,
    signals: ticker === undefined ? undefined : holdingSignals(bars, ticker, store.books.get(user)),
    trades: store.trades.ofPosition(line.position.id),
    rules: rules
      .filter(({ place, status }) => place.chat === ownChat(user) && status === 'on')
      .map(({ code }) => code),
    ...lookingOf(deps, user),
  };
}

function ordersOf(deps: PositionDeps, user: UserId): Orders {
  const { store } = deps;
  const lines = holdingLines(deps, user);
  const accounts = store.accounts.ofUser(user).filter(({ broker }) => broker !== 'manual');
  const orders = accounts.flatMap((account) =>
    store.brokerOrders.ofAccount(account.id).map((order) => {
      const of = lines.find(
        ({ position }) => position.accountId === account.id && position.symbol === order.symbol,
      );
      return { order, account, name: of?.name ?? order.symbol, price: of?.price?.price };
    }),
  );
  return { orders, accounts, ...lookingOf(deps, user) };
}
