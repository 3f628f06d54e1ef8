import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import type { Bot } from 'grammy';
import { createApp } from './app/app.ts';
import { renderAlert } from './app/alert-view.ts';
import { createBot } from './bot/bot.ts';
import type { BotContext } from './bot/context.ts';
import { createInboxRunners } from './bot/inbox.ts';
import { createMenus } from './bot/menus.ts';
import { goneNotice } from './bot/views/places.ts';
import { createChannels } from './channels/registry.ts';
import type { Config } from './config.ts';
import type { Calendar } from './core/calendar.ts';
import type { Log } from './core/ports/log.ts';
import type { Clock } from './core/time.ts';
import { openDb } from './db/open.ts';
import { createOutbox } from './db/outbox.ts';
import { createStore } from './db/store.ts';
import { createTelegramFetch } from './http/telegram-fetch.ts';
import { createMarketData } from './providers/registry.ts';
import { createDeliver } from './scanners/deliver.ts';
import { createLiveRules } from './scanners/live-rules.ts';
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
  readonly migrations: string;
  readonly routes?: Hono;
};

export type Parts = ReturnType<typeof assemble>;

/** Joins every part to the others. Nothing runs yet. */
export function assemble(around: Surroundings) {
  const { config, log, clock, calendar } = around;
  const db = openDb(config.databasePath, around.migrations);
  const store = createStore(db);
  const bootId = randomBytes(8).toString('hex');
  const token = (): string => randomBytes(12).toString('base64url');
  const random = Math.random;
  const outbox = createOutbox(store, () => deliver.wake());
  const telegramFetch = createTelegramFetch();
  const market = createMarketData(
    { yahooRoot: around.yahooRoot },
    { clock, elapsed: around.elapsed ?? (() => performance.now()), random },
  );
  const defaultZone = config.timeZone;
  const app = createApp({
    store,
    outbox,
    market,
    calendar,
    clock,
    random,
    token,
    log,
    defaultZone,
    maxAlertsPerMinute: config.maxAlertsPerMinute,
    roleChanged: (user) => menus.refresh(user),
    botName: () => bot.botInfo.username,
  });
  const bot: Bot<BotContext> = createBot(
    { ...around.telegram, fetch: telegramFetch.fetch },
    { app, buttons: store.buttons, conversations: store.conversations, clock, random, log },
  );
  const menus = createMenus({ api: bot.api, app, log });
  const freezing: FreezeDeps = {
    store,
    token,
    defaultZone,
    renderAlert: (id, now) => renderAlert({ store, defaultZone }, id, now),
  };
  const deliver = createDeliver({
    store,
    outbox,
    channels: createChannels({ telegram: bot.api }),
    freeze: (row, now) => freeze(freezing, row, now),
    prefix: (row, now) => prefixOf(freezing, row, now),
    lose: (chat, why) => app.places.lose(chat, why, (lost) => goneNotice(lost, why)),
    clock,
    random,
    bootId,
    log,
  });
  const runners = createInboxRunners({
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
  const rules = createLiveRules(store);
  const quotesEveryMs = slotDistance(
    { pattern: config.scans.quotes, zone: SCHEDULE_ZONE },
    clock(),
  );
  /** One row, written and on the disk; throws when it cannot be. */
  const probeWrite = (): void => store.meta.set('probe', String(clock()));
  return {
    rules,
    quotesEveryMs,
    probeWrite,
    db,
    store,
    outbox,
    app,
    bot,
    deliver,
    menus,
    runners,
    market,
    telegramFetch,
    bootId,
    random,
  };
}

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
