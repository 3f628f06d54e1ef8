import { GrammyError } from 'grammy';
import type { Chat, ChatMember } from 'grammy/types';
import { visible, type Html } from '../core/html.ts';
import { chatId, type ChatId, type ChatKind } from '../core/people.ts';
import { attachedTo, type Attached } from './attached.ts';
import { SECOND_MS } from '../core/time.ts';
import type { BotContext } from './context.ts';

/** A place as Telegram describes it to us. */
export type FoundChat = {
  readonly id: ChatId;
  readonly kind: ChatKind;
  readonly title: string;
  /** What a public one goes by, without the `@`. */
  readonly username: string | undefined;
  readonly mayPost: boolean;
};

/** What a command may ask of Telegram before it decides. */
export type LookUp = {
  /** A chat by its id or `@name`. @returns undefined when the bot cannot see it */
  chat(ref: number | string): Promise<FoundChat | undefined>;
  /** The text that came along: a document's, or that of the message it answers. Awaits Telegram. */
  attached(): Promise<Attached>;
  /** Deletes the message that asks, since it held a secret. @returns whether Telegram allowed it */
  unsay(): Promise<boolean>;
  /** Says something to the person alone that is written down nowhere. @returns whether it arrived */
  whisper(text: Html): Promise<boolean>;
  /** Whether Telegram shows the bot every message of its groups: privacy mode is off. */
  readonly hearsAll: boolean;
};

const ASK_LIMIT_MS = 10 * SECOND_MS;

export function lookUpOf(ctx: BotContext): LookUp {
  return {
    hearsAll: ctx.me.can_read_all_group_messages,
    attached: () => attachedTo(ctx),
    unsay: () => unsay(ctx).catch(() => false),
    whisper: (text) => whisper(ctx, text).catch(() => false),
    chat: (ref) => find(ctx, ref).catch(unlessRefused),
  };
}

async function unsay({ callbackQuery, chat, msg, api }: BotContext): Promise<boolean> {
  if (callbackQuery !== undefined || chat === undefined || msg === undefined) return false;
  return api.deleteMessage(chat.id, msg.message_id, inTime());
}

async function whisper({ from, api }: BotContext, text: Html): Promise<boolean> {
  if (from === undefined) return false;
  await api.sendMessage(from.id, text.html, { parse_mode: 'HTML' }, inTime());
  return true;
}

function inTime(): never {
  return AbortSignal.timeout(ASK_LIMIT_MS) as never;
}

async function find(ctx: BotContext, ref: number | string): Promise<FoundChat> {
  const chat = await ctx.api.getChat(ref);
  const kind = kindOf(chat);
  const title = visible(chat.title ?? chat.first_name ?? '').trim() || `Chat ${chat.id}`;
  const mayPost =
    kind === 'private' || mayWrite(await ctx.api.getChatMember(chat.id, ctx.me.id), kind);
  return { id: chatId(chat.id), kind, title, username: chat.username, mayPost };
}

function kindOf({ type }: Chat): ChatKind {
  return type === 'supergroup' ? 'group' : type;
}

function mayWrite(member: ChatMember, kind: ChatKind): boolean {
  switch (member.status) {
    case 'creator':
      return true;
    case 'administrator':
      return kind !== 'channel' || member.can_post_messages === true;
    case 'restricted':
      return kind !== 'channel' && member.can_send_messages;
    case 'member':
      return kind !== 'channel';
    case 'left':
    case 'kicked':
      return false;
  }
}

/** Telegram says no to what the bot may not see; anything else is a fault and stays one. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403))
    return undefined;
  throw error;
}
