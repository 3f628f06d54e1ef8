import { randomBytes } from 'node:crypto';
import { InputFile, type Bot } from 'grammy';
import { createApp, type App } from './app/app.ts';
import { createBarKeeper } from './app/bar-keeper.ts';
import { createBot } from './bot/bot.ts';
import { createDirectory } from './bot/directory.ts';
import type { BotContext } from './bot/context.ts';
import { createInboxRunners } from './bot/inbox.ts';
import { createMenus } from './bot/menus.ts';
import type { Paces } from './bot/pace.ts';
import { goneNotice } from './bot/views/places.ts';
import { createChannels, createOutsideChannels } from './channels/registry.ts';
import type { Config } from './config.ts';
import type { Calendar } from './core/calendar.ts';
import type { OutsideChannel } from './core/ports/channel.ts';
import type { Draw } from './core/ports/draw.ts';
import type { Log } from './core/ports/log.ts';
import type { Clock } from './core/time.ts';
import { openDb } from './db/open.ts';
import { createSeal } from './db/seal.ts';
import { holdKey } from './db/sealing-key.ts';
import { createOutbox, type Outbox } from './db/outbox.ts';
import { createStore } from './db/store.ts';
import { createOutbound } from './http/outbound.ts';
import { createTelegramFetch } from './http/telegram-fetch.ts';
import { createEntryFeed } from './providers/entry-feed.ts';
import { createMarketData } from './providers/registry.ts';
import { createDeliver } from './scanners/deliver.ts';
import { createLiveRules } from './scanners/live-rules.ts';
import { createPriceGate } from './scanners/price-gate.ts';
import { nextScan } from './scanners/registry.ts';
import { slotDistance } from './scanners/schedule.ts';
import { freeze, prefixOf, type FreezeDeps } from './scanners/freeze.ts';

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
  readonly migrations: string;
  /** How much is done for one person within a minute; what people are promised unless told. */
  readonly pace?: Paces;
};

export type Parts = ReturnType<typeof assemble>;

/** Joins every part to the others. Nothing runs yet. */
export function assemble(around: Surroundings) {
  const { config, log, clock, calendar } = around;
  const ground = layGround(around);
  const { store, random, token } = ground;
  const bars = createBarKeeper({ store, market: ground.market, calendar, clock, log });
  const outbox = createOutbox(store, () => deliver.wake());
  const app = createApp({
    store,
    outbox,
    market: ground.market,
    bars,
    calendar,
    directory: createDirectory(() => bot.api, log),
    clock,
    random,
    token,
    log,
    defaultZone: config.timeZone,
    outside: ground.outside,
    seal: ground.seal,
    firstChat: config.firstChat.chat,
    maxAlertsPerMinute: config.maxAlertsPerMinute,
    quotesEveryMs: ground.quotesEveryMs,
    nextScan: (timeframe, after) =>
      nextScan(config.scans, { timeframe, zone: SCHEDULE_ZONE }, after),
    roleChanged: (user) => menus.refresh(user),
    botName: () => (bot.isInited() ? bot.botInfo.username : ''),
  });
  const bot: Bot<BotContext> = createBot(
    { ...around.telegram, fetch: ground.telegramFetch.fetch },
    {
      ...{ app, buttons: store.buttons, conversations: store.conversations, clock, random, log },
      pace: around.pace,
    },
  );
  const menus = createMenus({ api: bot.api, app, log });
  const deliver = deliverOf(around, ground, { app, bot, outbox });
  return {
    ...ground,
    outbox,
    bars,
    app,
    bot,
    menus,
    deliver,
    runners: runnersOf(around, ground, bot),
    rules: createLiveRules(store),
    gate: createPriceGate(store),
    /** One row, written and on the disk; throws when it cannot be. */
    probeWrite: (): void => store.meta.set('probe', String(clock())),
  };
}

type Ground = ReturnType<typeof layGround>;

/** What stands by itself: the database, the network, chance. */
function layGround(around: Surroundings) {
  const { config, clock, log } = around;
  const db = openDb(config.databasePath, around.migrations, config.backup.folder);
  const random = Math.random;
  const elapsed = around.elapsed ?? ((): number => performance.now());
  const sealing = holdKey(config);
  const outbound = createOutbound(undefined, { allow: config.channels.outboundAllow });
  const url = config.entriesFeedUrl;
  const timetable = { pattern: config.scans.quotes, zone: SCHEDULE_ZONE };
  const quotesEveryMs = slotDistance(timetable, clock());
  return {
    db,
    store: createStore(db),
    bootId: randomBytes(8).toString('hex'),
    token: (): string => randomBytes(12).toString('base64url'),
    random,
    sealing,
    seal: createSeal(sealing.key),
    outbound,
    outside: around.outside ?? createOutsideChannels({ config: config.channels, outbound, log }),
    telegramFetch: createTelegramFetch(),
    entryFeed: url === undefined ? undefined : createEntryFeed({ url }, { clock, elapsed, random }),
    quotesEveryMs,
    market: createMarketData(
      // A scan asks anew: what commands have just read may not stand in for a price of its own turn.
      { yahooRoot: around.yahooRoot, keepMs: Math.min(LONGEST_KEPT_MS, quotesEveryMs / 2) },
      { clock, elapsed, random },
    ),
  };
}

type Speaking = { readonly app: App; readonly bot: Bot<BotContext>; readonly outbox: Outbox };

function deliverOf(around: Surroundings, ground: Ground, speaking: Speaking) {
  const { config, clock, log } = around;
  const { store, token, random, bootId } = ground;
  const { app, bot, outbox } = speaking;
  const defaultZone = config.timeZone;
  const freezing: FreezeDeps = {
    store,
    token,
    defaultZone,
    renderAlert: app.renderAlert,
  };
  return createDeliver({
    store,
    outbox,
    channels: createChannels({
      telegram: { api: bot.api, upload: (bytes, name) => new InputFile(bytes, name) },
      draw: around.draw ?? app.pictures.draw,
      log,
    }),
    freeze: (row, now) => freeze(freezing, row, now),
    prefix: (row, now) => prefixOf(freezing, row, now),
    lose: (chat, why) => app.places.lose(chat, why, (lost) => goneNotice(lost, why)),
    clock,
    random,
    bootId,
    log,
  });
}

function runnersOf({ clock, log }: Surroundings, { store }: Ground, bot: Bot<BotContext>) {
  return createInboxRunners({
    inbox: store.inbox,
    log,
    clock,
    getUpdates: ({ offset, waitS }, signal) =>
      bot.api.getUpdates(
        { offset, timeout: waitS, limit: 100, allowed_updates: ALLOWED_UPDATES },
        signal as never,
      ),
    deleteWebhook: () => bot.api.deleteWebhook(),
    handle: (update) => bot.handleUpdate(update),
  });
}

const LONGEST_KEPT_MS = 5_000;

/** Patterns of all schedules are read in the zone of the first market they were made for. */
export const SCHEDULE_ZONE = 'America/New_York';

const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'channel_post',
  'callback_query',
  'my_chat_member',
  'chat_member',
] as const;
