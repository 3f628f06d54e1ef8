import { createOutsideChannels } from '../../src/channels/registry.ts';
import type { ChannelConfig } from '../../src/core/channel-config.ts';
import type { OutsideChannel } from '../../src/core/ports/channel.ts';
import { createOutbound } from '../../src/http/outbound.ts';
import { createLog } from '../../src/log.ts';
import { channelConfig } from './channel-case.ts';

export type ChannelLab = {
  readonly channel: OutsideChannel;
  /** Lines of the program's log. */
  readonly lines: readonly string[];
  close(): Promise<void>;
};

/** One outside channel as the program makes it. */
export function channelLab(name: string, set: Partial<ChannelConfig> = {}): ChannelLab {
  const config = channelConfig(set);
  const lines: string[] = [];
  const outbound = createOutbound(undefined, { allow: config.outboundAllow });
  const log = createLog({ level: 'info', secrets: [], write: (line) => lines.push(line) });
  const channel = createOutsideChannels({ config, outbound, log }).get(name);
  if (channel === undefined) throw new Error(`There is no channel named ${name}`);
  return {
    channel,
    lines,
    async close() {
      await Promise.all([outbound.close(), channel.close?.()]);
    },
  };
}
