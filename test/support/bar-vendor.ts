import { createBarKeeper } from '../../src/app/bar-keeper.ts';
import { closesAt } from '../../src/core/bar-time.ts';
import { createCalendar } from '../../src/core/calendar.ts';
import type { CorporateAction, MarketId } from '../../src/core/market.ts';
import type { BarKeeper, BarWant } from '../../src/core/ports/bar-keeper.ts';
import type { BarsReply, BarsWish, MarketData } from '../../src/core/ports/market-data.ts';
import type { Ticker } from '../../src/core/ticker.ts';
import { DAY_MS, instant, type Instant } from '../../src/core/time.ts';
import { lengthOf, type FetchedTimeframe } from '../../src/core/timeframe.ts';
import type { Db } from '../../src/db/open.ts';
import { createStore, type Store } from '../../src/db/store.ts';
import { barsOf } from './bars.ts';
import { aDatabase } from './database.ts';
import { silentLog } from './log.ts';

export const CALENDAR = createCalendar();
export const NVDA = 'NVDA' as Ticker;

type Reply = (wish: BarsWish) => BarsReply | undefined;

/** A vendor that knows a market's every bar since its listing, on the footing of its own clock's day. */
export type BarVendor = Pick<MarketData, 'bars'> & {
  readonly wishes: BarsWish[];
  /** Splits and dividends that it tells of; prices before a split are divided by it from its moment on. */
  readonly actions: CorporateAction[];
  /** Whether it tells of actions at all, from when to when it has bars, and what it says instead. */
  readonly habits: { tells: boolean; listedAt: number; stoppedAt: number; reply: Reply };
  /** How many requests were under way at once. */
  readonly crowd: { now: number; most: number };
};

export type KeeperLab = {
  readonly keeper: BarKeeper;
  readonly vendor: BarVendor;
  readonly store: Store;
  readonly db: Db;
  now: Instant;
  /** What the vendor was asked for since this was last called: `1d from 2025-01-01`. */
  asked(): readonly string[];
  topUp(...wants: readonly Partial<BarWant>[]): ReturnType<BarKeeper['topUp']>;
  /** Another keeper on the same file, as after a restart. */
  restarted(): BarKeeper;
};

/** A keeper of bars on a real database before a vendor of New York's bars. */
export function aKeeper(at: string, market: MarketId = 'us'): KeeperLab {
  const { db, store } = aDatabase();
  const clock = (): Instant => lab.now;
  const vendor = aBarVendor(clock, market);
  const make = (on: Store): BarKeeper =>
    createBarKeeper({ store: on, market: vendor, calendar: CALENDAR, clock, log: silentLog });
  const lab: KeeperLab = {
    keeper: make(store),
    vendor,
    store,
    db,
    now: instant(Date.parse(at)),
    asked: () =>
      vendor.wishes.splice(0).map(({ timeframe, from }) => `${timeframe} from ${stamp(from)}`),
    topUp: (...wants) =>
      lab.keeper.topUp(
        wants.map((want) => ({ ticker: NVDA, market, timeframe: '1d', bars: 100, ...want })),
      ),
    restarted: () => make(createStore(db)),
  };
  return lab;
}

function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T00:00', '').replace('T', ' ');
}

function aBarVendor(clock: () => Instant, market: MarketId): BarVendor {
  const actions: CorporateAction[] = [];
  const habits: BarVendor['habits'] = {
    tells: true,
    listedAt: 0,
    stoppedAt: Infinity,
    reply: () => undefined,
  };
  const crowd = { now: 0, most: 0 };
  const wishes: BarsWish[] = [];
  const footing = (openedAt: number): number =>
    actions.reduce(
      (by, action) =>
        action.kind === 'split' && openedAt < action.at && action.at <= clock()
          ? (by * action.numerator) / action.denominator
          : by,
      1,
    );
  const truth = (wish: BarsWish): BarsReply => {
    const since = Math.max(wish.from, habits.listedAt);
    const rows = openings(wish.timeframe, market, {
      since,
      until: Math.min(clock(), habits.stoppedAt),
    }).map((at) => {
      const ends = closesAt(at, wish.timeframe, { market, calendar: CALENDAR }) ?? at;
      const isForming = ends > clock();
      const close = priceAt(at) / footing(at);
      return {
        at,
        close: isForming ? close * 1.01 : close,
        high: close * 1.02,
        low: close * 0.98,
        volume: at % 7 === 0 ? NaN : isForming ? 1 : 500,
      };
    });
    const told = actions.filter(({ at }) => at >= wish.from && at <= clock());
    return {
      kind: 'bars',
      source: 'yahoo',
      bars: barsOf(rows),
      actions: habits.tells ? told : [],
      sessionEndsAt: undefined,
    };
  };
  return {
    wishes,
    actions,
    habits,
    crowd,
    async bars(wish) {
      wishes.push(wish);
      crowd.most = Math.max(crowd.most, ++crowd.now);
      await new Promise((resolve) => setImmediate(resolve));
      crowd.now--;
      return habits.reply(wish) ?? truth(wish);
    },
  };
}

/** Some price, on the footing of the first shares: the same whoever asks. */
export function priceAt(openedAt: number): number {
  return 400 + (Math.floor(openedAt / 60_000) % 97) / 10;
}

type Span = { readonly since: number; readonly until: number };

function openings(timeframe: FetchedTimeframe, market: MarketId, { since, until }: Span): number[] {
  const found: number[] = [];
  for (let day = Math.floor(since / DAY_MS) * DAY_MS; day <= until; day += DAY_MS) {
    const session = CALENDAR.session(market, new Date(day).toISOString().slice(0, 10));
    if (session === undefined) continue;
    const step = timeframe === '1d' ? DAY_MS : lengthOf(timeframe);
    for (let at: number = session.opensAt; at < session.closesAt; at += step) found.push(at);
  }
  return found.filter((at) => at >= since && at <= until);
}
