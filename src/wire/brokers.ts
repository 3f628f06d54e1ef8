import { dirname } from 'node:path';
import type { Brokerage } from '../app/deps.ts';
import { createBrokers } from '../broker/registry.ts';
import type { Config } from '../config.ts';
import { isoDate } from '../core/zone.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import type { Brokers } from '../core/ports/broker.ts';
import type { Store } from '../db/store.ts';
import { convert } from '../portfolio/currency.ts';
import type { Calendar } from '../core/calendar.ts';
import type { Log } from '../core/ports/log.ts';
import type { Clock } from '../core/time.ts';

type Needs = {
  readonly config: Config;
  readonly store: Store;
  readonly market: MarketData;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a second of a broker's limits lasts, in milliseconds; a second unless told. */
  readonly brokerSecondMs?: number;
};

/** Every broker that keeps accounts: the real one, and the one on paper. */
export function openBrokers(needs: Needs): Brokers {
  const { config, clock, calendar, log, store, market } = needs;
  const { databasePath } = config;
  return createBrokers({
    bases: config.broker.bases,
    folder: databasePath === ':memory:' ? undefined : dirname(databasePath),
    clock,
    // Limits are of real time, even where time is played.
    elapsed: () => performance.now(),
    ...(needs.brokerSecondMs !== undefined && { secondMs: needs.brokerSecondMs }),
    log,
    paper: {
      paperBook: store.paper.bookOf,
      market,
      calendar,
      clock,
      convert: (money, to) => convert(money, to, store.fx.on(isoDate(clock(), 'UTC')))?.amount,
    },
  });
}

/** What is set from outside about accounts: real ones are connected only where the whole program is set to it. */
export function brokerageOf({ broker }: Config): Brokerage {
  return {
    ownStage: broker.credentials === undefined ? undefined : broker.mode,
    mayGoLive: broker.mode === 'live',
  };
}
