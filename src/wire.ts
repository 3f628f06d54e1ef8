import type { Bot } from 'grammy';
import { createApp, type App } from './app/app.ts';
import { createRouting } from './app/routing.ts';
import { createBarKeeper } from './app/bar-keeper.ts';
import { createBot } from './bot/bot.ts';
import { createDirectory } from './bot/directory.ts';
import type { BotContext } from './bot/context.ts';
import { createInboxRunners } from './bot/inbox.ts';
import { createMenus } from './bot/menus.ts';
import type { Config } from './config.ts';
import { createOutbox } from './db/outbox.ts';
import type { Deliver } from './scanners/deliver.ts';
import { createLiveRules } from './scanners/live-rules.ts';
import { createPriceGate } from './scanners/price-gate.ts';
import { nextScan } from './scanners/registry.ts';
import { brokerageOf } from './wire/brokers.ts';
import { hideCode } from './wire/hide-code.ts';
import { createBackups } from './wire/sealed-backups.ts';
import { sellingOptions } from './wire/selling.ts';
import { sendingOf } from './wire/sending.ts';
import { layGround, SCHEDULE_ZONE, type Ground, type Surroundings } from './wire/ground.ts';

export type Parts = ReturnType<typeof assemble>;

/** Joins every part to the others. Nothing runs yet. */
export function assemble(around: Surroundings) {
  const { config, log, clock, calendar } = around;
  const ground = layGround(around);
  const { store, random, token } = ground;
  const bars = createBarKeeper({ store, market: ground.market, calendar, clock, log });
  const routing = createRouting({ store, contactsOf: (chat) => app.reach.contactsOf(chat) });
  const outbox = createOutbox(store, () => deliver.wake(), routing);
  const app: App = createApp({
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
    ...setOutside(config),
    outside: ground.outside,
    seal: ground.seal,
    door: ground.door,
    backups: createBackups(around, ground),
    quotesEveryMs: ground.quotesEveryMs,
    nextScan: (timeframe, after) =>
      nextScan(config.scans, { timeframe, zone: SCHEDULE_ZONE }, after),
    roleChanged: (user) => menus.refresh(user),
    selling: sellingOptions(around, ground),
    botName: () => (bot.isInited() ? bot.botInfo.username : ''),
  });
  const bot: Bot<BotContext> = createBot(
    { ...around.telegram, fetch: ground.telegramFetch.fetch },
    {
      app,
      buttons: store.buttons,
      conversations: store.conversations,
      clock,
      random,
      log,
      pace: around.pace,
      isPlayed: around.isPlayed,
    },
  );
  const menus = createMenus({ api: bot.api, app, log });
  const deliver: Deliver = sendingOf(around, ground, { app, bot, outbox });
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

/** What use cases need of the configuration as it is. */
function setOutside(config: Config) {
  return {
    defaultZone: config.timeZone,
    riskLimits: config.risk,
    brokerage: brokerageOf(config),
    firstChat: config.firstChat.chat,
    maxAlertsPerMinute: config.maxAlertsPerMinute,
  };
}

function runnersOf({ clock, log }: Surroundings, { store, sealing }: Ground, bot: Bot<BotContext>) {
  return createInboxRunners({
    inbox: store.inbox,
    log,
    clock,
    getUpdates: ({ offset, waitS }, signal) =>
      bot.api
        .getUpdates(
          { offset, timeout: waitS, limit: 100, allowed_updates: ALLOWED_UPDATES },
          signal as never,
        )
        .then(hideCode(sealing.key)),
    deleteWebhook: () => bot.api.deleteWebhook(),
    handle: (update) => bot.handleUpdate(update),
  });
}

const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'channel_post',
  'callback_query',
  'my_chat_member',
  'chat_member',
] as const;
