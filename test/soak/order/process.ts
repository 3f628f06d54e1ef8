import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sellingApp } from '../../../src/app/selling/selling.ts';
import { createBrokers } from '../../../src/broker/registry.ts';
import { createCalendar } from '../../../src/core/calendar.ts';
import { instant } from '../../../src/core/time.ts';
import { openDb } from '../../../src/db/open.ts';
import { createOutbox } from '../../../src/db/outbox.ts';
import { createStore } from '../../../src/db/store.ts';
import { draftFromStop } from '../../../src/scanners/draft-sale.ts';
import { silentLog } from '../../support/log.ts';
import { marketOf } from './life.ts';
import { PERSON, STARTS_AT } from './story.ts';

// One life of the program's selling, in a process of its own that is killed: a database on disk, the real client of the
// broker over sockets, and a clock that runs faster.

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    base: { type: 'string' },
    folder: { type: 'string' },
    /** Epoch milliseconds at which the clock stood at its beginning. */
    since: { type: 'string' },
    speed: { type: 'string' },
  },
});
const { database = '', base = '', folder = '' } = values;
const speed = Number(values.speed);
const clock = () => instant(STARTS_AT + Math.round((Date.now() - Number(values.since)) * speed));
const db = openDb(database, 'drizzle');
const store = createStore(db);
const brokers = createBrokers({
  bases: { demo: base, live: base },
  folder,
  clock,
  elapsed: () => performance.now(),
  log: silentLog,
  secondMs: 1_000 / speed,
});
const broker = brokers.open({
  id: 1,
  kind: 'trading212',
  stage: 'demo',
  credentials: { key: 'demo-key', secret: 'demo-secret' },
  shape: 'current',
});
const selling = sellingApp({
  store,
  outbox: createOutbox(store, () => undefined),
  market: marketOf({ now: clock, price: () => 99 }),
  bars: { read: () => undefined } as never,
  calendar: createCalendar(),
  clock,
  log: silentLog,
  defaultZone: 'UTC',
  selling: {
    ceiling: 'demo',
    pinnedAccount: undefined,
    haltFile: `${database}.HALT`,
    // The hours of the stand-in's exchanges are those of today.
    brokerOf: () => broker && { ...broker, session: () => Promise.resolve('open' as const) },
  },
});
const deliver = db.sqlite.prepare(
  "update delivery set status = 'sent', finished_at = ?, message_id = id where status = 'queued'",
);
console.log('ready');
for (;;) {
  if (store.intents.ofAccount(1, 1).length === 0) begin();
  void selling.turn(clock());
  deliver.run(clock());
  await answer();
  await pause(10);
}

function begin(): void {
  const [position] = store.positions.open();
  const stop = position && store.stops.live(position.id);
  if (position === undefined || stop === undefined) return;
  const at = instant(clock() - 2_000);
  const reached = { stop: { id: stop.id, seq: 1 }, position, price: 99, at };
  store.transact(() => draftFromStop({ store }, reached, clock()));
}

async function answer(): Promise<void> {
  const waiting = store.intents.live().find(({ state }) => state === 'awaiting_confirm');
  if (waiting === undefined) return;
  const { id, quantity, price } = waiting;
  const change = await selling.confirm(PERSON, { intent: id, quantity, price });
  store.transact(change);
}
