import type { Channel } from '../core/ports/channel.ts';
import { telegramChannel } from './telegram.ts';

export type ChannelDeps = { readonly telegram: Parameters<typeof telegramChannel>[0] };

/** Every way to reach people: one line each. */
const CHANNELS: readonly ((deps: ChannelDeps) => Channel)[] = [
  ({ telegram }) => telegramChannel(telegram),
];

/** The channels by name. */
export function createChannels(deps: ChannelDeps): ReadonlyMap<string, Channel> {
  return new Map(CHANNELS.map((make) => make(deps)).map((channel) => [channel.name, channel]));
}
