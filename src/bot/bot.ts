import { Bot } from 'grammy';
import type { BotContext, BotDeps, BotOutside } from './context.ts';
import { createCommandRouter } from './command-router.ts';
import { createGate } from './gatekeeper.ts';
import { createLateness } from './lateness.ts';
import { createGroupAdmins } from './group-admin.ts';
import { createAlone } from './my-view-alone.ts';
import { installConversations } from './conversations.ts';
import { createPressRouter } from './press-router.ts';
import { createMembership } from './membership.ts';
import { createRestraint } from './restraint.ts';

export type BotOptions = {
  readonly token: string;
  readonly apiRoot: string | undefined;
  /** The network hook: the only seam that also works inside conversations. */
  readonly fetch: unknown;
};

/** Builds the bot: membership news, then the pace and the gate, then wizards, then commands and buttons. Nothing starts here. */
export function createBot(options: BotOptions, outside: BotOutside): Bot<BotContext> {
  const deps: BotDeps = {
    ...outside,
    admins: createGroupAdmins(outside.clock),
    alone: createAlone(outside.log),
  };
  const bot = new Bot<BotContext>(options.token, {
    client: {
      ...(options.apiRoot !== undefined && { apiRoot: options.apiRoot.replace(/\/$/, '') }),
      fetch: options.fetch as never,
    },
  });
  bot.use(createMembership(deps));
  bot.use(createRestraint(deps));
  bot.use(createGate(deps));
  if (outside.isPlayed !== true) bot.use(createLateness(deps));
  installConversations(bot, deps);
  bot.use(createCommandRouter(deps));
  bot.use(createPressRouter(deps));
  bot.catch(({ error }) => {
    throw error;
  });
  return bot;
}
