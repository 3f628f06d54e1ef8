import type { Calendar } from '../core/calendar.ts';
import type { RiskLimits } from '../core/book.ts';
import type { Random } from '../core/code.ts';
import type { ChatId, UserId } from '../core/people.ts';
import type { Directory } from '../core/ports/directory.ts';
import type { Backups } from '../core/ports/backups.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { Log } from '../core/ports/log.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import type { OutsideChannel } from '../core/ports/channel.ts';
import type { Seal } from '../core/ports/seal.ts';
import type { Clock, Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { AccountDoor } from '../db/account-door.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import type { SellingOptions } from './selling/options.ts';

/** What use cases need of the outside. Each takes only its part. */
export type AppDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly market: MarketData;
  readonly bars: BarKeeper;
  readonly backups: Backups;
  readonly calendar: Calendar;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly random: Random;
  /** 96 random bits as text. */
  readonly token: () => string;
  readonly log: Log;
  readonly defaultZone: string;
  /** How much of an account may be at risk where a person has set nothing. */
  readonly riskLimits: RiskLimits;
  /** Channels besides Telegram, in the order in which one stands in for another. */
  readonly outside: ReadonlyMap<string, OutsideChannel>;
  readonly seal: Seal;
  /** The only way from an account to its broker. */
  readonly door: AccountDoor;
  /** What stands in the environment about accounts at brokers. */
  readonly brokerage: Brokerage;
  /** The chat that whoever runs the program has named as the first. */
  readonly firstChat: ChatId | undefined;
  /** How many alerts one chat is sent within a minute at most. */
  readonly maxAlertsPerMinute: number;
  /** How far the looks at prices are apart, in milliseconds. */
  readonly quotesEveryMs: number;
  /** The first look after a moment at bars of a length, or at prices when none is given; undefined when there is none. */
  readonly nextScan: (timeframe: Timeframe | undefined, after: Instant) => Instant | undefined;
  /** Somebody's role has changed; their menu has to follow. Called before the change is committed. */
  readonly roleChanged: (user: UserId) => void;
  /** What is set from outside about selling, and how a broker is reached. */
  readonly selling: SellingOptions;
  /** The bot's username, for deep links; empty until Telegram has told it. */
  readonly botName: () => string;
};

/** `ownStage`: of the account whose key stands in the environment; undefined without one. */
export type Brokerage = {
  readonly ownStage: 'demo' | 'live' | undefined;
  /** Whether accounts with real money may be connected at all. */
  readonly mayGoLive: boolean;
};
