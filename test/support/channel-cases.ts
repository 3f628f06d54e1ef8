import type { ChannelCase } from './channel-case.ts';

/**
 * Every outside channel that talks HTTP, one line each. A channel gets the whole matrix of test/channels/matrix.test.ts
 * by a file in channel-cases/ that exports its ChannelCase, and a line here.
 */
export const CHANNEL_CASES: readonly ChannelCase[] = [];

/** Channels that talk otherwise, with the file in test/channels that tries them instead. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  email: 'email.test.ts',
};
