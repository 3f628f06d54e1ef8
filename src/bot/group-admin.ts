import type { Context } from 'grammy';
import type { ChatMember } from 'grammy/types';
import { MINUTE_MS, type Clock } from '../core/time.ts';

export type GroupAdmins = ReturnType<typeof createGroupAdmins>;

const MOST_REMEMBERED = 1_000;

/** Who administers which group, asked of Telegram at most once a minute. */
export function createGroupAdmins(clock: Clock) {
  const known = new Map<string, { readonly isAdmin: boolean; readonly until: number }>();
  return {
    /** Whether the sender administers this group. Private chats are one's own. */
    async has(ctx: Pick<Context, 'chat' | 'from' | 'api'>): Promise<boolean> {
      const { chat, from } = ctx;
      if (chat === undefined || from === undefined) return false;
      if (chat.type === 'private') return true;
      const key = `${chat.id}/${from.id}`;
      const remembered = known.get(key);
      const now = clock();
      if (remembered !== undefined && remembered.until > now) return remembered.isAdmin;
      const isAdmin = administers(await ctx.api.getChatMember(chat.id, from.id));
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(key, { isAdmin, until: now + MINUTE_MS });
      return isAdmin;
    },
    /** Telegram has just told of a change. */
    forget: (chat: number, user: number): void => void known.delete(`${chat}/${user}`),
  };
}

export function administers({ status }: ChatMember): boolean {
  return status === 'creator' || status === 'administrator';
}
