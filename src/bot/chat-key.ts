import type { Update } from 'grammy/types';

/**
 * What updates must not overtake each other within: their chat, or else their person, or else themselves. One of a shape that
 * nobody knows is written down like any other: it must not keep those behind it away.
 */
export function chatKeyOf(update: Update): string {
  try {
    return keyOf(update);
  } catch {
    return `update:${update.update_id}`;
  }
}

function keyOf(update: Update): string {
  const message =
    update.message ??
    update.edited_message ??
    update.channel_post ??
    update.edited_channel_post ??
    update.callback_query?.message ??
    update.my_chat_member ??
    update.chat_member;
  if (message !== undefined) return `chat:${message.chat.id}`;
  const from = update.callback_query?.from ?? update.inline_query?.from;
  return from === undefined ? `update:${update.update_id}` : `user:${from.id}`;
}
