import { chatId, type UserId } from '../core/people.ts';
import type { Account, Position, Stop } from '../core/position.ts';
import type { Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import type { SeenOrder } from '../db/broker-orders.ts';
import {
  heldPrice,
  heldValue,
  type HeldPrice,
  type HeldValue,
} from '../portfolio/holding-value.ts';
import type { AppDeps } from './deps.ts';
import { sessionFacts, type SessionFacts } from './session.ts';

export type { HeldPrice };

export type HoldingDeps = Pick<AppDeps, 'store' | 'calendar' | 'clock' | 'defaultZone'>;

/** Something held, as it stands by what is known: nothing is asked of anybody. */
export type HoldingLine = {
  readonly position: Position;
  readonly account: Account;
  /** Its ticker, or the broker's spelling where that is not known. */
  readonly name: string;
  readonly price: HeldPrice | undefined;
  /** How late its feed says that it runs, in milliseconds. */
  readonly delayMs: number;
  readonly held: HeldValue | undefined;
  readonly session: SessionFacts | undefined;
  /** Why its price cannot be had. */
  readonly trouble: string | undefined;
  readonly stop: HeldStop | undefined;
};

/** Where it is to be left, by a stop kept here or by an order that rests at the broker. */
export type HeldStop = {
  readonly by: 'here' | 'broker';
  readonly price: number | undefined;
  /** How far below the price it is, in percent of that; below zero when the price is under it. */
  readonly awayPct: number | undefined;
  readonly stop: Stop | undefined;
};

/** What one moment and one person have in common for all their lines. */
export type Looking = { readonly zone: string; readonly now: Instant };

/** Everything that a person holds, in the order of their accounts, then by worth. */
export function holdingLines(deps: HoldingDeps, user: UserId): readonly HoldingLine[] {
  const { store } = deps;
  const looking = lookingOf(deps, user);
  const stops = new Map(store.stops.ofUser(user).map((stop) => [stop.positionId, stop]));
  return store.accounts.ofUser(user).flatMap((account) => {
    const orders = store.brokerOrders.ofAccount(account.id);
    return store.positions
      .ofAccount(account.id)
      .map((position) =>
        holdingLine(deps, { position, account, stop: stops.get(position.id), orders }, looking),
      )
      .toSorted((a, b) => (b.held?.value ?? 0) - (a.held?.value ?? 0));
  });
}

/** One of them; undefined when it is not this person's, or no longer held. */
export function oneHolding(deps: HoldingDeps, user: UserId, id: number): HoldingLine | undefined {
  const { store } = deps;
  const position = store.positions.get(id);
  const account = position && store.accounts.get(position.accountId);
  if (position === undefined || position.closedAt !== undefined || account?.user !== user)
    return undefined;
  const stop = store.stops.live(id);
  const orders = store.brokerOrders.ofAccount(account.id);
  return holdingLine(deps, { position, account, stop, orders }, lookingOf(deps, user));
}

/** In a person's own time, wherever they ask. */
export function lookingOf({ store, clock, defaultZone }: HoldingDeps, user: UserId): Looking {
  return {
    zone: store.chats.get(store.chats.current(chatId(user)))?.zone ?? defaultZone,
    now: clock(),
  };
}

type Kept = {
  readonly position: Position;
  readonly account: Account;
  readonly stop: Stop | undefined;
  readonly orders: readonly SeenOrder[];
};

function holdingLine(
  { store, calendar }: HoldingDeps,
  { position, account, stop, orders }: Kept,
  { zone, now }: Looking,
): HoldingLine {
  const { ticker } = position;
  const state = ticker === undefined ? undefined : store.quotes.get(ticker);
  const quote = state?.quote;
  const price = heldPrice(position, quote);
  const day = isoDate(price?.at ?? now, zone);
  const boughtToday = store.trades
    .ofPosition(position.id)
    .filter(({ side, at }) => side === 'buy' && isoDate(at, zone) === day);
  return {
    position,
    account,
    name: ticker ?? position.symbol,
    price,
    delayMs: price?.from === 'market' ? (quote?.delayMs ?? 0) : 0,
    held: price && heldValue(position, price, boughtToday),
    session: quote && sessionFacts(calendar, quote.instrument.market, now),
    trouble: state?.trouble?.why,
    stop: heldStop({ position, stop, orders, price: price?.price }),
  };
}

function heldStop({
  position,
  stop,
  orders,
  price,
}: Pick<Kept, 'position' | 'stop' | 'orders'> & {
  readonly price: number | undefined;
}): HeldStop | undefined {
  const away = (at: number | undefined) =>
    at === undefined || price === undefined ? undefined : ((price - at) * 100) / price;
  if (stop !== undefined) return { by: 'here', price: stop.price, awayPct: away(stop.price), stop };
  const resting = orders.filter(
    ({ symbol, side, stopPrice }) =>
      symbol === position.symbol && side === 'sell' && stopPrice !== undefined,
  );
  if (resting.length === 0) return undefined;
  // The first that would be reached.
  const highest = Math.max(...resting.map(({ stopPrice }) => stopPrice ?? 0));
  return { by: 'broker', price: highest, awayPct: away(highest), stop: undefined };
}
