import { GrammyError, type Api } from 'grammy';
import { chatId } from '../core/people.ts';
import type { Directory } from '../core/ports/directory.ts';
import type { Log } from '../core/ports/log.ts';
import { administers } from './group-admin.ts';

/** Asks Telegram each time: what a rule may reach is settled rarely, and should be as it is now. */
export function createDirectory(api: () => Api, log: Log): Directory {
  return {
    named: (name) =>
      asked(log, 'none', async () => {
        const chat = await api().getChat(name);
        return chatId(chat.id);
      }),
    mayPost: (user, chat) =>
      asked(log, false, async () => {
        const member = await api().getChatMember(chat, user);
        const posts = member.status !== 'administrator' || member.can_post_messages !== false;
        return administers(member) && posts;
      }),
  };
}

/** Telegram's no is an answer; silence is none. */
async function asked<T, No>(log: Log, no: No, ask: () => Promise<T>): Promise<T | No | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403))
      return no;
    log.warn('Telegram could not be asked about a chat', { error });
    return undefined;
  }
}
