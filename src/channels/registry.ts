import type { Channel } from '../core/ports/channel.ts';
import type { Draw } from '../core/ports/draw.ts';
import type { Log } from '../core/ports/log.ts';
import { telegramChannel, type TelegramDeps } from './telegram.ts';

export type ChannelDeps = {
  readonly telegram: Pick<TelegramDeps, 'api' | 'upload'>;
  readonly draw: Draw;
  readonly log: Log;
};

/** Every way to reach people: one line each. */
const CHANNELS: readonly ((deps: ChannelDeps) => Channel)[] = [
  ({ telegram, draw, log }) => telegramChannel({ ...telegram, draw, log }),
];

/** The channels by name. */
export function createChannels(deps: ChannelDeps): ReadonlyMap<string, Channel> {
  return new Map(CHANNELS.map((make) => make(deps)).map((channel) => [channel.name, channel]));
}
