import { GrammyError } from 'grammy';
import type { Document, Message } from 'grammy/types';
import { SECOND_MS } from '../core/time.ts';
import type { BotContext } from './context.ts';

/** A text that came with a command, or is in the message that it answers. */
export type Attached =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'too-big'; readonly mostBytes: number }
  /** Telegram did not hand it out just now. */
  | { readonly kind: 'failed' };

/** More than the longest list of rules that a chat may keep. */
const MOST_BYTES = 256 * 1024;
const FETCH_LIMIT_MS = 10 * SECOND_MS;

/** The document of this message or of the one it answers, else that one's words. */
export async function attachedTo(ctx: BotContext): Promise<Attached> {
  if (ctx.callbackQuery !== undefined) return { kind: 'none' };
  const answered: Message | undefined = ctx.msg?.reply_to_message;
  const document = ctx.msg?.document ?? answered?.document;
  if (document !== undefined) return download(ctx, document);
  const text = answered?.text;
  return text === undefined ? { kind: 'none' } : { kind: 'text', text };
}

async function download(ctx: BotContext, document: Document): Promise<Attached> {
  const tooBig = { kind: 'too-big', mostBytes: MOST_BYTES } as const;
  if ((document.file_size ?? 0) > MOST_BYTES) return tooBig;
  const signal = AbortSignal.timeout(FETCH_LIMIT_MS) as never;
  try {
    const { file_path: path, file_size: size = 0 } = await ctx.api.getFile(
      document.file_id,
      signal,
    );
    if (size > MOST_BYTES) return tooBig;
    const { token, options } = ctx.api;
    const root = options?.apiRoot ?? 'https://api.telegram.org';
    const reply = await options?.fetch?.(`${root}/file/bot${token}/${path}`, {
      method: 'GET',
      signal,
    });
    if (reply?.ok !== true) return { kind: 'failed' };
    const text = await reply.text();
    return text.length > MOST_BYTES ? tooBig : { kind: 'text', text };
  } catch (error) {
    // Neither error is passed on: the address in it holds the token.
    if (error instanceof GrammyError && /too big/i.test(error.description)) return tooBig;
    return { kind: 'failed' };
  }
}
