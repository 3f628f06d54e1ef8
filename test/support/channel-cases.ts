import type { ChannelCase } from './channel-case.ts';
import { discordCase } from './channel-cases/discord.ts';
import { ntfyCase } from './channel-cases/ntfy.ts';
import { pushoverCase } from './channel-cases/pushover.ts';
import { slackCase } from './channel-cases/slack.ts';
import { smsCase } from './channel-cases/sms.ts';
import { webhookCase } from './channel-cases/webhook.ts';

/**
 * Every outside channel that talks HTTP, one line each. A channel gets the whole matrix of test/channels/matrix.test.ts
 * by a file in channel-cases/ that exports its ChannelCase, and a line here.
 */
export const CHANNEL_CASES: readonly ChannelCase[] = [
  pushoverCase,
  ntfyCase,
  discordCase,
  slackCase,
  webhookCase,
  smsCase,
];

/** Channels that talk otherwise, with the file in test/channels that tries them instead. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  email: 'email.test.ts',
  sns: 'sns.test.ts',
  console: 'console.test.ts',
};
