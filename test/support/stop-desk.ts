import { createCalendar } from '../../src/core/calendar.ts';
import type { Bars } from '../../src/core/market.ts';
import type { StopTerms } from '../../src/core/position.ts';
import { instant, MINUTE_MS, type Instant } from '../../src/core/time.ts';
import type { NewAccount } from '../../src/db/accounts.ts';
import { createOutbox } from '../../src/db/outbox.ts';
import type { NewPosition } from '../../src/db/position-row.ts';
import { createStopWatch } from '../../src/scanners/stops.ts';
import { aDatabase, CHAT, NOW } from './database.ts';
import { aHolding, HOLDER, keepAccount } from './holding.ts';
import { aQuote } from './quote.ts';

type Wish = {
  readonly account?: Partial<NewAccount>;
  readonly held?: Partial<NewPosition>;
  readonly bars?: Bars;
};

type Tick = {
  readonly afterMs?: number;
  readonly currency?: string;
  /** How old the quote is by the exchange's time. */
  readonly ageMs?: number;
};

/** A hundred NVDA at 140, on a Monday in New York, under the eyes of the stop watch. */
export function aStopDesk({ account, held, bars }: Wish = {}) {
  const { store, db } = aDatabase();
  const accountId = keepAccount(store, { currency: 'USD', broker: 'manual', ...account });
  store.accounts.setWorth(accountId, { total: 50_000, freeCash: 0, realised: 0, at: NOW });
  const price = { price: 140, priceAt: NOW, maxPrice: 140, maxAt: NOW };
  const positionId = store.positions.put(aHolding({ accountId, ...price, ...held }));
  const clock = { now: NOW };
  const ticker = store.positions.get(positionId)?.ticker ?? aQuote().ticker;
  const watch = createStopWatch({
    store,
    outbox: createOutbox(store, () => undefined),
    calendar: createCalendar(),
    quotesEveryMs: 15_000,
    bars: {
      topUp: () => Promise.resolve([]),
      read: () =>
        bars && {
          timeframe: '1d',
          bars,
          closesAt: bars.openedAt,
          source: 'test',
          askedAt: NOW,
          forming: undefined,
        },
    },
  });

  return {
    store,
    clock,
    accountId,
    positionId,
    stop: () => store.stops.live(positionId),
    set: (terms: StopTerms, at?: number) =>
      store.stops.set({ positionId, terms, price: at, stage: 'watching', by: HOLDER }, NOW),
    alerts: () =>
      store.alerts
        .ofChat(CHAT, 50)
        .toReversed()
        .map(({ severity, evidence, fate }) => `${severity} ${fate} ${evidence.headline}`),
    /** Keys of everything that waits to be sent. */
    told: () =>
      db.sqlite
        .prepare<[], { key: string }>('select key from delivery order by id')
        .all()
        .map(({ key }) => key),
    /** Lets time pass, lets a price in and looks at the stops. */
    async tick(to: number, { afterMs = MINUTE_MS, currency = 'USD', ageMs = 0 }: Tick = {}) {
      clock.now = instant(clock.now + afterMs);
      const at: Instant = instant(clock.now - ageMs);
      const quote = aQuote({ ticker, price: to, currency, at });
      store.quotes.put({ ticker, quote, held: undefined, trouble: undefined });
      return watch(clock.now);
    },
    look: () => watch(clock.now),
  };
}
