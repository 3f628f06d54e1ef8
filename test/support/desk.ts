import type { StoredRule } from '../../src/core/records.ts';
import { OWNER, startBot, type BotLab, type BotLabOptions } from './bot.ts';
import { written } from './delivery.ts';
import { MARKET } from './market.ts';

/** A bot before every kind of instrument, whose owner has set the clocks of New York: nothing is left to ask. */
export async function startDesk(options: BotLabOptions = {}): Promise<BotLab> {
  const bot = await startBot({ quotes: MARKET, ...options });
  bot.program.parts.store.chats.setZone(OWNER as never, 'America/New_York');
  return bot;
}

/** What the bot has said to the owner that reads like that. */
export function said(bot: BotLab, pattern: RegExp): readonly string[] {
  return written(bot).filter((text) => pattern.test(text));
}

export function rulesOf(
  { program }: Pick<BotLab, 'program'>,
  chat: number = OWNER,
): readonly StoredRule[] {
  return program.parts.store.rules.ofChat(chat as never);
}

export function ruleTexts(bot: Pick<BotLab, 'program'>, chat?: number): readonly string[] {
  return rulesOf(bot, chat).map(({ text }) => text);
}
