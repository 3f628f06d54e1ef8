import { MINUTE_MS, type Instant } from '../core/time.ts';
import type { BotContext } from './context.ts';

const cache = new Map<string, { isAdmin: boolean; until: number }>();

/** Whether the sender administers this group, asked of Telegram at most once a minute. Private chats are one's own. */
export async function isGroupAdmin(ctx: BotContext, now: Instant): Promise<boolean> {
  const { chat, from } = ctx;
  if (chat === undefined || from === undefined) return false;
  if (chat.type === 'private') return true;
  const key = `${chat.id}/${from.id}`;
  const known = cache.get(key);
  if (known !== undefined && known.until > now) return known.isAdmin;
  const { status } = await ctx.api.getChatMember(chat.id, from.id);
  const isAdmin = status === 'creator' || status === 'administrator';
  cache.set(key, { isAdmin, until: now + MINUTE_MS });
  return isAdmin;
}
