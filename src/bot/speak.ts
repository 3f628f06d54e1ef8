import type { Message } from '../core/message.ts';
import { placeOf } from './asking.ts';
import type { BotContext } from './context.ts';

/** Says something past the outbox: where the chat is none of ours, or no longer. Buttons need a row and pictures the outbox: both are left out. */
export async function speak(ctx: BotContext, messages: readonly Message[]): Promise<void> {
  const { thread } = placeOf(ctx);
  for (const { text } of messages) {
    await ctx.api.sendMessage(ctx.chat?.id ?? ctx.from?.id ?? 0, text.html, {
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(thread !== undefined && { message_thread_id: thread }),
    });
  }
}
