import type { ChannelConfig } from '../core/channel-config.ts';
import type { Channel, OutsideChannel } from '../core/ports/channel.ts';
import type { Draw } from '../core/ports/draw.ts';
import type { Log } from '../core/ports/log.ts';
import type { Outbound } from '../http/outbound.ts';
import { consoleChannel } from './console.ts';
import { discordChannel } from './discord.ts';
import { emailChannel } from './email.ts';
import { ntfyChannel } from './ntfy.ts';
import { pushoverChannel } from './pushover.ts';
import { slackChannel } from './slack.ts';
import { smsChannel } from './sms.ts';
import { snsChannel } from './sns.ts';
import { telegramChannel, type TelegramDeps } from './telegram.ts';
import { webhookChannel } from './webhook.ts';

export type ChannelDeps = {
  readonly telegram: Pick<TelegramDeps, 'api' | 'upload' | 'openKept' | 'reveal'>;
  readonly draw: Draw;
  readonly log: Log;
};

/** Every way to reach people: one line each. */
const CHANNELS: readonly ((deps: ChannelDeps) => Channel)[] = [
  ({ telegram, draw, log }) => telegramChannel({ ...telegram, draw, log }),
];

/** What every other channel may ask for. */
export type OutsideDeps = {
  readonly config: ChannelConfig;
  readonly outbound: Outbound;
  readonly log: Log;
};

/** Every way to reach people besides Telegram: one line each. */
const OUTSIDE: readonly ((deps: OutsideDeps) => OutsideChannel)[] = [
  pushoverChannel,
  ntfyChannel,
  emailChannel,
  discordChannel,
  slackChannel,
  webhookChannel,
  smsChannel,
  snsChannel,
  consoleChannel,
];

/** The channels besides Telegram, by name, in the order in which one stands in for another. */
export function createOutsideChannels(deps: OutsideDeps): ReadonlyMap<string, OutsideChannel> {
  return new Map(OUTSIDE.map((make) => make(deps)).map((channel) => [channel.name, channel]));
}

/** The channels by name. */
export function createChannels(deps: ChannelDeps): ReadonlyMap<string, Channel> {
  return new Map(CHANNELS.map((make) => make(deps)).map((channel) => [channel.name, channel]));
}
