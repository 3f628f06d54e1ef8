import type { Calendar } from '../core/calendar.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Account, Position, Stop } from '../core/position.ts';
import { splitsOf } from '../core/split.ts';
import type { Instant } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import type { Store } from '../db/store.ts';
import { believe, NO_BELIEF, type Belief } from '../portfolio/price-belief.ts';
import { stopFacts } from '../portfolio/stop-facts.ts';
import { usablePrice, type UsablePrice } from '../portfolio/stop-price.ts';
import { moveStop, stopStage, type StopFacts, type StopMove } from '../portfolio/stops.ts';
import { allowanceMs } from '../rules/admit.ts';

export type LookDeps = {
  readonly store: Store;
  readonly calendar: Calendar;
  readonly bars: Pick<BarKeeper, 'read'>;
  /** How far the looks at prices are apart, in milliseconds. */
  readonly quotesEveryMs: number;
};

/** What is remembered of a position's price between two looks. */
export type Memory = Belief & { readonly at: Instant | undefined };

/** What one look at a stop found. */
export type StopLook = {
  readonly stop: Stop;
  readonly position: Position;
  readonly account: Account;
  readonly seen: UsablePrice;
  /** The price that is believed now; undefined while none is. */
  readonly price: number | undefined;
  /** The one before it. */
  readonly before: { readonly price: number; readonly at: Instant } | undefined;
  readonly memory: Memory;
  readonly facts: StopFacts;
  readonly move: StopMove;
  /** Where it stands after the move. */
  readonly standsAt: number | undefined;
  readonly stage: Stop['stage'];
};

/** Looks at one stop: what its price is, where it belongs, how near the price is to it. Writes nothing. */
export function lookAtStop(
  deps: LookDeps,
  { stop, memory }: { readonly stop: Stop; readonly memory?: Memory | undefined },
  now: Instant,
): StopLook | undefined {
  const { store, bars } = deps;
  const position = store.positions.get(stop.positionId);
  const account = position && store.accounts.get(position.accountId);
  if (position === undefined || account === undefined || position.closedAt !== undefined)
    return undefined;
  const seen = priceOf(deps, { position, account }, now);
  const known = memory ?? firstMemory(position);
  const heard =
    seen.kind === 'price' ? believe(known, seen, now) : { price: undefined, belief: known };
  const facts = stopFacts(stop.terms, {
    position,
    account,
    price: heard.price,
    bars: position.ticker && bars.read(position.ticker, '1d')?.bars,
    quoted: position.ticker && store.quotes.get(position.ticker)?.quote?.currency,
    rates: store.fx.on(isoDate(now, 'UTC')),
  });
  const move = stop.stage === 'reached' ? STAYS : moveStop(stop, facts);
  const standsAt = move.kind === 'moves' ? move.to : stop.price;
  const { price } = heard;
  const at = price !== undefined && seen.kind === 'price' ? seen.at : known.at;
  return {
    stop,
    position,
    account,
    seen,
    price,
    before:
      known.price === undefined || known.at === undefined
        ? undefined
        : { price: known.price, at: known.at },
    memory: { ...heard.belief, at },
    facts,
    move,
    standsAt,
    stage:
      standsAt === undefined || price === undefined
        ? stop.stage
        : stopStage(stop.stage, standsAt, { ...facts, price }),
  };
}

const STAYS: StopMove = { kind: 'stays' };

/** What was read before this program began: it is only what the first reading is held against. */
function firstMemory({ price, priceAt }: Position): Memory {
  return { ...NO_BELIEF, price, at: priceAt };
}

function priceOf(
  { store, calendar, quotesEveryMs }: LookDeps,
  { position, account }: { readonly position: Position; readonly account: Account },
  now: Instant,
): UsablePrice {
  const { ticker } = position;
  const quote = ticker && store.quotes.get(ticker)?.quote;
  const market = quote?.instrument.market;
  const isTimed = market !== undefined && market !== 'other' && market !== 'always';
  return usablePrice(
    {
      position,
      broker: account.broker,
      quote,
      session: isTimed ? calendar.lastSession(market, now) : undefined,
      splits: ticker === undefined ? [] : splitsOf(store.actions.of(ticker)),
      allowedMs: allowanceMs({ delayMs: quote?.delayMs ?? 0 }, quotesEveryMs),
    },
    now,
  );
}
