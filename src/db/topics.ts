import type { ChatId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';

/** A topic of a forum, by the id that Telegram wants and the name that people say. */
export type Topic = { readonly thread: number; readonly name: string };

/** Topics as they were last heard of: Telegram cannot be asked for them. */
export function topicStore({ sqlite }: Db) {
  const put = sqlite.prepare<[number, number, string, number]>(
    `insert into topic (chat_id, thread, name, seen_at) values (?, ?, ?, ?)
       on conflict do update set name = excluded.name, seen_at = excluded.seen_at`,
  );
  const ofChat = sqlite.prepare<[number], Topic>(
    'select thread, name from topic where chat_id = ? order by seen_at desc, thread desc',
  );
  const drop = sqlite.prepare<[number, number]>(
    'delete from topic where chat_id = ? and thread = ?',
  );
  return {
    put: (chat: ChatId, { thread, name }: Topic, now: Instant): void =>
      void put.run(chat, thread, name, now),
    /** Those heard of last come first. */
    ofChat: (chat: ChatId): readonly Topic[] => ofChat.all(chat),
    drop: (chat: ChatId, thread: number): void => void drop.run(chat, thread),
  };
}
