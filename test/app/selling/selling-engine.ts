import { join } from 'node:path';
import { sellingApp } from '../../../src/app/selling/selling.ts';
import type { PostOutcome } from '../../../src/core/broker.ts';
import { createCalendar } from '../../../src/core/calendar.ts';
import type { Ceiling, GuardMode, Intent } from '../../../src/core/intent.ts';
import type { Actor } from '../../../src/core/people.ts';
import type { Broker } from '../../../src/core/ports/broker.ts';
import { plus, SECOND_MS, type Instant } from '../../../src/core/time.ts';
import { createOutbox } from '../../../src/db/outbox.ts';
import { createStore } from '../../../src/db/store.ts';
import { draftFromStop } from '../../../src/scanners/draft-sale.ts';
import { createDesk, SYMBOL, type OrderFault } from '../../soak/order/desk.ts';
import { marketOf } from '../../soak/order/life.ts';
import { breathe, furnish, PERSON, STARTS_AT } from '../../soak/order/story.ts';
import { aDatabase } from '../../support/database.ts';
import { silentLog } from '../../support/log.ts';

type Wish = {
  readonly mode?: GuardMode;
  readonly fault?: OrderFault;
  readonly ceiling?: Ceiling;
  /** Answers in place of the broker. */
  readonly answers?: PostOutcome;
  readonly takesStops?: boolean;
};

export type SellingEngine = ReturnType<typeof sellingEngine>;

/** Selling on a real database, before a broker whose books are looked into, by a clock that is moved. */
export function sellingEngine(wish: Wish = {}) {
  const { mode = 'ask', fault = 'none', ceiling = 'demo', answers, takesStops = false } = wish;
  const { db, path } = aDatabase();
  const store = createStore(db);
  const clock = { now: STARTS_AT, price: 99 };
  const now = (): Instant => clock.now;
  const price = (): number => clock.price;
  const around = { now, random: () => 0.4, fault, held: 100, price };
  const desk = createDesk({ ...around, isStrict: true, takesStops });
  furnish(db, { held: 100, mode }, STARTS_AT);
  const outbox = createOutbox(store, () => undefined);
  const reached = desk.reachedBy({
    intentNow: () => store.intents.liveOf(1, SYMBOL)?.id ?? 0,
    pass: () => undefined,
  });
  const broker: Broker =
    answers === undefined ? reached : { ...reached, sell: () => Promise.resolve(answers) };
  const haltFile = join(path, '..', 'HALT');
  const settings = { ceiling };
  const begin = () =>
    sellingApp({
      store,
      outbox,
      market: marketOf({ now, price }),
      bars: { read: () => undefined } as never,
      calendar: createCalendar(),
      clock: now,
      log: silentLog,
      defaultZone: 'UTC',
      selling: {
        get ceiling() {
          return settings.ceiling;
        },
        pinnedAccount: undefined,
        haltFile,
        brokerOf: () => broker,
      },
    });
  let selling = begin();

  /** Lets time pass, with a turn for each step of it. */
  async function pass(ms: number, stepMs: number = SECOND_MS): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      clock.now = plus(clock.now, Math.min(stepMs, left));
      void selling.turn(clock.now);
      await breathe(desk);
      await breathe(desk);
    }
  }

  async function committed<T>(asking: Promise<() => T>): Promise<T> {
    for (let i = 0; i < 5; i++) await breathe(desk);
    const change = await asking;
    return store.transact(change);
  }

  function newest(): Intent {
    const [intent] = store.intents.ofAccount(1, 1);
    if (intent === undefined) throw new Error('there is no intent');
    return intent;
  }

  return {
    db,
    store,
    desk,
    clock,
    settings,
    haltFile,
    pass,
    newest,
    selling: (): typeof selling => selling,
    /** Another process on the same database. */
    restart: (): void => void (selling = begin()),
    /** The stop is reached; selling takes it up. */
    async reach(seq = 1): Promise<Intent> {
      const [position] = store.positions.open();
      const stop = position && store.stops.live(position.id);
      if (position === undefined || stop === undefined) throw new Error('nothing is held');
      const at = plus(clock.now, -2 * SECOND_MS);
      const given = { stop: { id: stop.id, seq }, position, price: clock.price, at };
      store.transact(() => draftFromStop({ store }, given, clock.now));
      await pass(SECOND_MS);
      return newest();
    },
    /** Everything that waits is sent. */
    deliver: (): void =>
      void db.sqlite
        .prepare(
          "update delivery set status = 'sent', finished_at = ?, message_id = id where status = 'queued'",
        )
        .run(clock.now),
    /** What was written to people, newest last. */
    written: (): readonly string[] =>
      db.sqlite.prepare<[], string>('select content from delivery order by id').pluck().all(),
    press: ({ id, quantity, price: shown }: Intent, by: Actor = PERSON) =>
      committed(selling.confirm(by, { intent: id, quantity, price: shown })),
    propose(pct: number, phrase?: string) {
      const [position] = store.positions.open();
      const size = { kind: 'percent', pct } as const;
      return committed(selling.propose(PERSON, { positionId: position?.id ?? 0, size, phrase }));
    },
  };
}
