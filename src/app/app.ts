import type { Calendar } from '../core/calendar.ts';
import type { Random } from '../core/code.ts';
import type { Log } from '../core/ports/log.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import type { Clock } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { accessApp } from './access.ts';
import { claimApp } from './claim.ts';
import { commitApp } from './commit.ts';
import { installApp } from './install.ts';
import { placesApp } from './places.ts';

/** What use cases need of the outside. Each takes only its part. */
export type AppDeps = {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly market: MarketData;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly random: Random;
  /** 96 random bits as text. */
  readonly token: () => string;
  readonly log: Log;
  readonly defaultZone: string;
  /** The bot's username once Telegram has told it; for deep links. */
  readonly botName: () => string;
};

export type App = ReturnType<typeof createApp>;

/** Every use case, one family a line; bot and web share them. */
export function createApp(deps: AppDeps) {
  return {
    ...commitApp(deps),
    access: accessApp(deps),
    claim: claimApp(deps),
    install: installApp(deps),
    places: placesApp(deps),
  };
}
