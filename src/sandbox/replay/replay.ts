import type { MarketId } from '../../core/market.ts';
import type { Clock, Instant } from '../../core/time.ts';
import type { MarketFeed } from '../feed.ts';
import { createReplayClock } from './clock.ts';
import type { IsoDate } from '../../core/zone.ts';
import { newYorkDay } from './days.ts';
import { type Drive, type JumpResult, createDriver } from './drive.ts';
import { type History, loadHistory } from './history.ts';
import { type Listing, createListings } from './listing.ts';
import { createReplayFeed } from './market.ts';
import type { Pace } from './pace.ts';
import { createRuns } from './runs.ts';
import { type Sessions, closeOf, createSessions } from './sessions.ts';

type ReplayState = Drive & {
  readonly now: Instant;
  /** The day it is in New York. */
  readonly day: IsoDate;
  /** First and last day of the real history; undefined when only generated series are offered. */
  readonly history: Sessions['span'];
};

/** The past, played forward. It owns the clock that the whole program is given. */
export type Replay = {
  readonly clock: Clock;
  readonly feed: MarketFeed;
  readonly listings: readonly Listing[];
  state(): ReplayState;
  /** Takes effect with the next step. */
  setPace(pace: Pace): void;
  /** One bar forward at the current pace, a day or a minute; ends playing and jumping. */
  step(): Promise<void>;
  /** To shortly after the next opening; stays where it is while the market is open. */
  open(): Promise<void>;
  /** One bar after another until paused, or until the real history ends. */
  play(): void;
  /** Stops playing or jumping after the bar that is under way. */
  pause(): void;
  /** Goes through every daily close up to that day's, one after another. Only forward. */
  jumpTo(day: IsoDate): Promise<JumpResult>;
  /** Called after every change of state or time. Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  /** Whether that New York day trades, for days outside the calendar's own table; undefined for other markets. */
  sessionOverride(market: MarketId, day: IsoDate): boolean | undefined;
  /** Stops, and waits for the bar under way. */
  close(): Promise<void>;
};

export type ReplayOptions = {
  readonly startAt: IsoDate;
  /** Real epoch milliseconds. */
  readonly wallNow: () => number;
  /** Awaited at every bar, with the clock standing at the bar's close. */
  readonly onStep: (now: Instant) => Promise<void>;
  /** So long after a day's close it is awaited a second time; not when 0 or left out. */
  readonly settleMs?: number;
  /** Awaited half an hour before each opening that is passed on the way to a close. */
  readonly onMorning?: (now: Instant) => Promise<void>;
  /** Undefined offers only the generated series; left out, it is read from the installed package. */
  readonly history?: History | undefined;
  readonly seed?: string;
};

const DEFAULT_SEED = 'bellwether';

/** Opens paused at the close of `startAt`. */
export function createReplay(options: ReplayOptions): Replay {
  const history = 'history' in options ? options.history : loadHistory();
  const sessions = createSessions(history?.sp500 ?? []);
  const {
    wallNow,
    onStep,
    onMorning = async () => {},
    settleMs = 0,
    seed = DEFAULT_SEED,
  } = options;
  const time = createReplayClock(closeOf(options.startAt), { sessions, wallNow });
  const listings = createListings({ history, sessions, seed, from: options.startAt });
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((listener) => listener());
  const driver = createDriver({ time, sessions, onStep, onMorning, settleMs, changed });
  const runs = createRuns();
  return {
    clock: time.now,
    listings,
    feed: createReplayFeed(listings, time.now),
    state: () => {
      const now = time.now();
      return { ...driver.drive(), now, day: newYorkDay(now), history: sessions.span };
    },
    setPace: driver.setPace,
    step: () => runs.begin(driver.step),
    open: () => runs.begin(driver.open),
    play: () => void runs.begin((signal) => driver.play(signal)),
    pause: () => runs.stop(),
    jumpTo: (day) => runs.begin((signal) => driver.travel(day, signal)),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    sessionOverride: (market, day) =>
      market === 'us' || market === 'us-index' ? sessions.isSession(day) : undefined,
    close: () => runs.close(),
  };
}
