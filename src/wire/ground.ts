import { randomBytes } from 'node:crypto';
import type { Paces } from '../bot/pace.ts';
import { createOutsideChannels } from '../channels/registry.ts';
import type { Config } from '../config.ts';
import type { Calendar } from '../core/calendar.ts';
import type { OutsideChannel } from '../core/ports/channel.ts';
import type { Draw } from '../core/ports/draw.ts';
import type { Log } from '../core/ports/log.ts';
import type { Clock } from '../core/time.ts';
import { accountDoor } from '../db/account-door.ts';
import { openDb } from '../db/open.ts';
import { createSeal } from '../db/seal.ts';
import { holdKey } from '../db/sealing-key.ts';
import { createStore } from '../db/store.ts';
import { createOutbound } from '../http/outbound.ts';
import { createTelegramFetch } from '../http/telegram-fetch.ts';
import { createEntryFeed } from '../providers/entry-feed.ts';
import { createMarketData } from '../providers/registry.ts';
import type { Pacing } from '../scanners/pacing.ts';
import { slotDistance } from '../scanners/schedule.ts';
import { openBrokers } from './brokers.ts';

/** What differs between the real program, the sandbox and the tests. */
export type Surroundings = {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly telegram: { readonly token: string; readonly apiRoot: string };
  readonly yahooRoot: string | undefined;
  /** Milliseconds that never jump back, for breakers; real ones unless told. */
  readonly elapsed?: () => number;
  /** Draws pictures; from what is kept unless told. */
  readonly draw?: Draw;
  /** Channels besides Telegram; the program's own unless told. */
  readonly outside?: ReadonlyMap<string, OutsideChannel>;
  /** How fast messages leave; below Telegram's limits unless told. */
  readonly pacing?: Pacing;
  /** How long a second of a broker's limits lasts, in milliseconds; a second unless told. */
  readonly brokerSecondMs?: number;
  readonly migrations: string;
  /** Time is played back: it jumps, and nothing is missed by that. */
  readonly isPlayed?: boolean;
  /** How much is done for one person within a minute; what people are promised unless told. */
  readonly pace?: Paces;
};

/** Patterns of all schedules are read in the zone of the first market they were made for. */
export const SCHEDULE_ZONE = 'America/New_York';

const LONGEST_KEPT_MS = 5_000;

export type Ground = ReturnType<typeof layGround>;

/** What stands by itself: the database, the network, chance. */
export function layGround(around: Surroundings) {
  const { config, clock, log } = around;
  const db = openDb(config.databasePath, around.migrations, config.backup.folder);
  const random = Math.random;
  const elapsed = around.elapsed ?? ((): number => performance.now());
  const sealing = holdKey(config);
  const outbound = createOutbound(undefined, { allow: config.channels.outboundAllow });
  const store = createStore(db);
  const seal = createSeal(sealing.key);
  const url = config.entriesFeedUrl;
  const timetable = { pattern: config.scans.quotes, zone: SCHEDULE_ZONE };
  const quotesEveryMs = slotDistance(timetable, clock());
  const market = createMarketData(
    // A scan asks anew: what commands have just read may not stand in for a price of its own turn.
    { yahooRoot: around.yahooRoot, keepMs: Math.min(LONGEST_KEPT_MS, quotesEveryMs / 2) },
    { clock, elapsed, random },
  );
  const brokers = openBrokers({ ...around, store, market });
  return {
    db,
    store,
    bootId: randomBytes(8).toString('hex'),
    token: (): string => randomBytes(12).toString('base64url'),
    random,
    sealing,
    seal,
    brokers,
    /** The only way from an account to its broker. */
    door: accountDoor({ store, seal, brokers, ownCredentials: config.broker.credentials }),
    outbound,
    outside: around.outside ?? createOutsideChannels({ config: config.channels, outbound, log }),
    telegramFetch: createTelegramFetch(),
    entryFeed: url === undefined ? undefined : createEntryFeed({ url }, { clock, elapsed, random }),
    quotesEveryMs,
    market,
  };
}
