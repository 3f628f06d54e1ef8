import type { Bot } from 'grammy';
import type { App } from '../app/app.ts';
import type { BotContext } from '../bot/context.ts';
import { goneNotice } from '../bot/views/places.ts';
import { createChannels } from '../channels/registry.ts';
import { MINUTE_MS } from '../core/time.ts';
import type { Outbox } from '../db/outbox.ts';
import { createDeliver, type Deliver } from '../scanners/deliver.ts';
import { createDuties } from '../scanners/duties.ts';
import { freeze, prefixOf, type FreezeDeps } from '../scanners/freeze.ts';
import { createPacing } from '../scanners/pacing.ts';
import { uploadsOf } from './uploads.ts';
import type { Ground, Surroundings } from './ground.ts';

/** What has something to say, and says it. */
export type Speaking = {
  readonly app: App;
  readonly bot: Bot<BotContext>;
  readonly outbox: Outbox;
};

/** A start so soon after the one before it is a restart: what was sent then still counts against Telegram's limits. */
const RESTART_MS = MINUTE_MS;

/** The half that sends: the loop, its channels, and what falls due by itself. */
export function sendingOf(around: Surroundings, ground: Ground, speaking: Speaking): Deliver {
  const { config, clock, log } = around;
  const { store, random, bootId, outside } = ground;
  const { app, bot, outbox } = speaking;
  const defaultZone = config.timeZone;
  const freezing = freezingOf(ground, app, defaultZone);
  const telegram = createChannels({
    telegram: { api: bot.api, ...uploadsOf(around, ground) },
    draw: around.draw ?? app.pictures.draw,
    log,
  });
  return createDeliver({
    store,
    outbox,
    channels: new Map([...telegram, ...outside]),
    reach: app.reach,
    defaultZone,
    freeze: (row, now) => freeze(freezing, row, now),
    prefix: (row, now) => prefixOf(freezing, row, now),
    lose: (chat, why) => app.places.lose(chat, why, (lost) => goneNotice(lost, why)),
    pacing: around.pacing ?? createPacing(isFresh(ground, clock())),
    duties: dutiesOf(around, ground, outbox),
    clock,
    random,
    bootId,
    log,
  });
}

function freezingOf({ store, token }: Ground, app: App, defaultZone: string): FreezeDeps {
  const { renderAlert, renderOver, renderBundle } = app;
  return { store, token, defaultZone, renderAlert, renderOver, renderBundle };
}

function dutiesOf({ config, log }: Surroundings, { store }: Ground, outbox: Outbox) {
  const { timeZone: defaultZone, maxAlertsPerMinute } = config;
  return createDuties({ store, outbox, defaultZone, maxAlertsPerMinute, log });
}

function isFresh({ store }: Ground, now: number): boolean {
  const before = Number(store.meta.get('started_at') ?? Number.NaN);
  store.meta.set('started_at', String(now));
  return !(now - before < RESTART_MS);
}
