import { alertsApp } from '../../../src/app/alerts.ts';
import { renderAlert, renderOver } from '../../../src/app/alert-view.ts';
import { renderBundle } from '../../../src/app/bundle-view.ts';
import { bundlesApp } from '../../../src/app/bundles.ts';
import { placesApp } from '../../../src/app/places.ts';
import { reachApp } from '../../../src/app/reach.ts';
import { createRouting } from '../../../src/app/routing.ts';
import { createCalendar } from '../../../src/core/calendar.ts';
import { html } from '../../../src/core/html.ts';
import type { Parcel } from '../../../src/core/ports/channel.ts';
import type { Log } from '../../../src/core/ports/log.ts';
import type { Seal } from '../../../src/core/ports/seal.ts';
import type { Db } from '../../../src/db/open.ts';
import { createOutbox } from '../../../src/db/outbox.ts';
import { createStore } from '../../../src/db/store.ts';
import { createDeliver, type Deliver } from '../../../src/scanners/deliver.ts';
import { createDuties } from '../../../src/scanners/duties.ts';
import { freeze, prefixOf } from '../../../src/scanners/freeze.ts';
import { createLiveRules } from '../../../src/scanners/live-rules.ts';
import { createPacing } from '../../../src/scanners/pacing.ts';
import { silentLog } from '../../support/log.ts';
import { asker } from './ask.ts';
import { createDoom, mortal, type Doom } from './crash.ts';
import type { VirtualTime } from './virtual-time.ts';
import { CHANNELS, outsideChannel, type Wire } from './wire.ts';

export type Life = ReturnType<typeof startLife>;

export type World = {
  readonly time: VirtualTime;
  readonly wire: Wire;
  readonly random: () => number;
  /** Called before a message leaves, and when a transaction has ended. */
  readonly watch: {
    sending(life: Life, parcel: Parcel, lane: string): void;
    complaint(text: string): void;
  };
};

export const MOST_PER_MINUTE = 8;
export const ZONE = 'UTC';

const calendar = createCalendar();
const outside = new Map(
  CHANNELS.filter((name) => name !== 'telegram').map((name) => [name, outsideChannel(name)]),
);
/** Seals nothing; the context still has to fit. */
export const openSeal: Seal = {
  close: (text, context) => JSON.stringify([context, text]),
  open(sealed, context) {
    const [kept, text] = JSON.parse(sealed) as readonly string[];
    return kept === context ? text : undefined;
  },
};

/** The half of the program that decides and sends, from its start to its end, on a database as it was left. */
export function startLife(world: World, db: Db, bootId: string) {
  const { time, wire, random } = world;
  const doom: Doom = createDoom();
  const whole = createStore(db);
  const store = mortal(whole, doom, (id) => wire.heard(whole.deliveries.get(id)?.key ?? ''));
  const clock = time.now;
  const log = logTo(world, doom);
  let serial = 0;
  const token = (): string => `${bootId}-${serial++}`;
  const outbox = createOutbox(
    store,
    () => deliver.wake(),
    createRouting({ store, contactsOf: (chat) => reach.contactsOf(chat) }),
  );
  const reach = reachApp({
    store,
    outbox,
    clock,
    outside,
    seal: openSeal,
    firstChat: undefined,
  });
  const view = { store, token, calendar, defaultZone: ZONE, botName: () => 'bellwether_bot' };
  const places = placesApp({ ...view, outbox, clock, roleChanged: () => undefined });
  const lose = (chat: Parameters<typeof places.lose>[0], why: string): void =>
    places.lose(chat, why, () => ({ text: html`a chat is gone` }));
  const freezing = {
    ...view,
    renderAlert: (alertId: number, now: ReturnType<typeof clock>, chat?: typeof nobody) =>
      renderAlert(view, { alertId, chat }, now),
    renderOver: (alertId: number, now: ReturnType<typeof clock>, chat?: typeof nobody) =>
      renderOver(view, { alertId, chat }, now),
    renderBundle: (bundleId: number, now: ReturnType<typeof clock>) =>
      renderBundle(view, { bundleId, page: undefined }, now),
  };
  const channels = CHANNELS.map((name) => {
    const send = (parcel: Parcel) => {
      const lane = `${name}:${parcel.address}`;
      world.watch.sending(life, parcel, lane);
      return wire.send(parcel, lane, doom);
    };
    return [name, { name, send }] as const;
  });
  const deliver: Deliver = createDeliver({
    store,
    outbox,
    channels: new Map(channels),
    reach,
    defaultZone: ZONE,
    freeze: (row, now) => freeze(freezing, row, now),
    prefix: (row, now) => prefixOf(freezing, row, now),
    lose,
    pacing: createPacing(true),
    duties: createDuties({
      store,
      outbox,
      defaultZone: ZONE,
      maxAlertsPerMinute: MOST_PER_MINUTE,
      log,
    }),
    clock,
    random,
    bootId,
    log,
  });
  const bars = { read: () => undefined };
  const life = {
    bootId,
    ask: asker(db.sqlite),
    store,
    outbox,
    reach,
    places,
    lose,
    doom,
    deliver,
    rules: createLiveRules(store),
    alerts: alertsApp({ ...view, outbox, clock }),
    bundles: bundlesApp({ store, clock, defaultZone: ZONE }),
    commit: {
      store,
      outbox,
      random,
      bars,
      maxAlertsPerMinute: MOST_PER_MINUTE,
      defaultZone: ZONE,
    },
    async end(): Promise<void> {
      doom.kill();
      void deliver.stop();
      time.forget();
      await time.settled();
    },
  };
  return life;
}

const nobody = undefined as Parameters<typeof renderOver>[1]['chat'];

/** What the program complains of that nobody has caused. */
function logTo({ watch }: World, doom: Doom): Log {
  const log: Log = {
    ...silentLog,
    error(message, fields) {
      const cause = fields?.['error'];
      if (doom.diedAt() === undefined)
        watch.complaint(`${message}: ${cause instanceof Error ? cause.stack : ''}`);
    },
    fatal: (message) => watch.complaint(message),
    child: () => log,
  };
  return log;
}
