import { Composer } from 'grammy';
import { chatId } from '../core/people.ts';
import type { BotContext, BotDeps } from './context.ts';
import { goneNotice } from './views/places.ts';

/** News about where the bot may talk. These reveal nothing and are believed because Telegram itself says them. */
export function createMembership({ app, log, admins }: BotDeps): Composer<BotContext> {
  const membership = new Composer<BotContext>();

  membership.on('my_chat_member', (ctx) => {
    const { chat, new_chat_member: member } = ctx.myChatMember;
    const isOut = member.status === 'left' || member.status === 'kicked';
    const isMute =
      (member.status === 'restricted' && !member.can_send_messages) ||
      (chat.type === 'channel' && member.status === 'administrator' && !member.can_post_messages);
    if (isOut || isMute) {
      const why =
        chat.type === 'private' ? 'the bot was blocked' : 'the bot was removed or may not write';
      app.places.lose(chatId(chat.id), why, (lost) => goneNotice(lost, why));
      log.warn('a chat is out of reach', { chat: chat.id, why });
    } else {
      app.places.regain(chatId(chat.id));
    }
  });

  membership.on('chat_member', (ctx) => {
    admins.forget(ctx.chat.id, ctx.chatMember.new_chat_member.user.id);
  });

  membership.on('message:migrate_to_chat_id', (ctx) => {
    app.places.move(chatId(ctx.chat.id), chatId(ctx.message.migrate_to_chat_id));
  });
  membership.on('message:migrate_from_chat_id', (ctx) => {
    app.places.move(chatId(ctx.message.migrate_from_chat_id), chatId(ctx.chat.id));
  });

  // Telegram tells a topic's name when it is made or renamed, and with whatever is said in it.
  membership.on('message', async (ctx, next) => {
    const { message } = ctx;
    const made = message.forum_topic_created ?? message.reply_to_message?.forum_topic_created;
    const name = message.forum_topic_edited?.name ?? made?.name;
    const isNews = message.forum_topic_created !== undefined;
    const thread = message.message_thread_id ?? (isNews ? message.message_id : undefined);
    if (name !== undefined && thread !== undefined) {
      const isOld = message.forum_topic_edited === undefined && !isNews;
      app.places.hearTopic({ chat: chatId(ctx.chat.id), thread }, { name, isOld });
    }
    await next();
  });

  return membership;
}
