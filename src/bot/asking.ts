import { clip, visible } from '../core/html.ts';
import { SHARED_ACCOUNTS, userId, chatId, type ChatKind, type Place } from '../core/people.ts';
import type { Context } from 'grammy';
import type { BotContext } from './context.ts';
import type { Asking } from './gate.ts';
import { LINK_PAYLOAD } from './payload.ts';

/** A command as typed: `/rule@bot NVDA < 140`. */
export type Typed = { readonly name: string; readonly args: string };

/** The command at the start of the message's text; undefined when there is none, or it is for another bot. */
export function typedCommand(ctx: BotContext): Typed | undefined {
  // Our own messages break up what would call somebody; copied from them, it has to be whole again.
  const text = (ctx.msg?.text ?? ctx.msg?.caption ?? '').replaceAll('\u2060', '').trimStart();
  const [, name, bot, args] =
    /^\/([A-Za-z0-9_]{1,32}!?)(?:@(\w+))?(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined || ctx.callbackQuery !== undefined) return undefined;
  if (bot !== undefined && bot.toLowerCase() !== ctx.me.username.toLowerCase()) return undefined;
  return { name: name.toLowerCase(), args: (args ?? '').trim() };
}

/** Reads from an update who asks, where and how. */
export function askingOf(ctx: BotContext, typed: Typed | undefined, isPublic: boolean): Asking {
  const message = ctx.callbackQuery === undefined ? ctx.msg : undefined;
  const isEdited = ctx.editedMessage !== undefined || ctx.editedChannelPost !== undefined;
  return {
    kind: kindOf(ctx, typed),
    person: personOf(ctx),
    chatKind: chatKindOf(ctx),
    isForwarded: message?.forward_origin !== undefined,
    isEdited,
    isLinking: isLinking(typed),
    isPublic,
  };
}

/** `/start link` is what Telegram writes for whoever adds the bot to a group by /link's own button. */
function isLinking(typed: Typed | undefined): boolean {
  return typed?.name === 'link' || (typed?.name === 'start' && typed.args === LINK_PAYLOAD);
}

function kindOf(ctx: BotContext, typed: Typed | undefined): Asking['kind'] {
  if (ctx.callbackQuery !== undefined) return 'press';
  if (typed !== undefined) return 'command';
  return ctx.msg?.text === undefined ? 'other' : 'text';
}

/** The person, unless a group or channel speaks as itself: then the sender is a stand-in that many share. */
function personOf(ctx: BotContext): Asking['person'] {
  const { from } = ctx;
  const isMasked = ctx.callbackQuery === undefined && ctx.msg?.sender_chat !== undefined;
  if (from === undefined || isMasked || SHARED_ACCOUNTS.has(from.id)) return undefined;
  return { id: from.id, name: nameOf(from), isBot: from.is_bot };
}

const LONGEST_NAME = 64;

/** What they call themselves, without what could hide or reorder it. */
export function nameOf(from: { first_name: string; last_name?: string }): string {
  const name = visible([from.first_name, from.last_name].filter(Boolean).join(' ')).trim();
  return clip(name, LONGEST_NAME) || 'Somebody';
}

export function chatKindOf(ctx: BotContext): ChatKind {
  const type = ctx.chat?.type;
  if (type === 'channel') return 'channel';
  return type === 'group' || type === 'supergroup' ? 'group' : 'private';
}

/** Where an update came from, topic included. */
export function placeOf(ctx: Context): Place {
  const thread = ctx.msg?.is_topic_message === true ? ctx.msg.message_thread_id : undefined;
  return { chat: chatId(ctx.chat?.id ?? ctx.from?.id ?? 0), thread };
}

/** The sender as the access use cases want them. */
export function strangerOf(ctx: BotContext) {
  const { from } = ctx;
  if (from === undefined || SHARED_ACCOUNTS.has(from.id)) return undefined;
  return { id: userId(from.id), name: nameOf(from), username: from.username };
}
