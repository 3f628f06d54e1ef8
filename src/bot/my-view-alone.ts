import type { Context } from 'grammy';
import type { Message } from 'grammy/types';
import { html, type Html } from '../core/html.ts';
import type { Log } from '../core/ports/log.ts';
import { SECOND_MS } from '../core/time.ts';

export type Alone = ReturnType<typeof createAlone>;

const SEND_LIMIT_MS = 10 * SECOND_MS;

/**
 * Shows something in a group to the one person who pressed a button there, by a message that Telegram keeps from the
 * others. A server that does not know the parameter would ignore it and show everybody: so nothing of anybody's own is
 * sent before an empty message has come back as one for a single pair of eyes.
 */
export function createAlone(log: Log) {
  let isProved: boolean | undefined;

  async function prove(ctx: Context): Promise<boolean> {
    const probe = await send(ctx, html`👁`);
    if (probe.ephemeral_message_id === undefined) {
      await ctx.api.deleteMessage(probe.chat.id, probe.message_id);
      return false;
    }
    await ctx.api.raw.deleteEphemeralMessage({
      chat_id: probe.chat.id,
      receiver_user_id: ctx.from?.id ?? 0,
      ephemeral_message_id: probe.ephemeral_message_id,
    });
    return true;
  }

  return {
    /** @returns whether it went out to them alone; nothing was said when not */
    async show(ctx: Context, text: Html): Promise<boolean> {
      const isGroup = ctx.chat?.type === 'group' || ctx.chat?.type === 'supergroup';
      if (!isGroup || ctx.from === undefined || isProved === false) return false;
      try {
        isProved ??= await prove(ctx);
        if (!isProved) log.warn('Telegram shows messages for one person to all; they go private');
        if (!isProved) return false;
        await send(ctx, text);
        return true;
      } catch (error) {
        log.info('a message for one person could not be shown in a group', { error });
        return false;
      }
    },
  };
}

function send(ctx: Context, text: Html): Promise<Message.TextMessage> {
  const thread = ctx.msg?.is_topic_message === true ? ctx.msg.message_thread_id : undefined;
  const query = ctx.callbackQuery?.id;
  const how = {
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(thread !== undefined && { message_thread_id: thread }),
    ephemeral_message_parameters: {
      receiver_user_id: ctx.from?.id ?? 0,
      ...(query !== undefined && { callback_query_id: query }),
    },
  } as const;
  const limit = AbortSignal.timeout(SEND_LIMIT_MS) as never;
  return ctx.api.sendMessage(ctx.chat?.id ?? 0, text.html, how, limit);
}
