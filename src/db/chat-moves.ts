import type { ChatId } from '../core/people.ts';
import type { Db } from './open.ts';

/**
 * What names a place follows it when the place changes its id, or loses a topic.
 *
 * @param get whether, and as what, a chat is known
 */
export function chatMoves({ sqlite }: Db, get: (id: ChatId) => object | undefined) {
  const addAlias = sqlite.prepare<[number, number]>(
    'insert into chat_alias (old_id, new_id) values (?, ?) on conflict do nothing',
  );
  const leave = sqlite.prepare<[string, number]>(
    "update chat set status = 'gone', gone_why = ? where id = ?",
  );
  const rename = sqlite.prepare<[number, number]>('update chat set id = ? where id = ?');
  const readdress = sqlite.prepare<[number]>(
    `update delivery set address = cast(chat_id as text), lane = 'telegram:' || chat_id
       where chat_id = ? and channel = 'telegram'`,
  );
  // The new id may be known already, linked by hand before the news came: then everything joins what is there.
  const join = [
    'alert',
    'bundle',
    'delivery',
    'mute',
    'rule',
    'watch',
    'named_list',
    'list_ticker',
    'share',
    'entry_subscription',
    'topic',
    'rule_destination',
    'contact',
  ].map((table) =>
    sqlite.prepare<[number, number]>(`update or ignore ${table} set chat_id = ? where chat_id = ?`),
  );
  const leaveTopic = sqlite.prepare<[number, number]>(
    'update rule set thread = null where chat_id = ? and thread = ?',
  );
  const forgetTopic = sqlite.prepare<[number, number]>(
    'delete from rule_destination where chat_id = ? and thread = ?',
  );
  const redirect = sqlite.prepare<[number, number]>(
    `update delivery set thread = null
       where chat_id = ? and thread = ? and status in ('queued', 'uncertain')`,
  );

  return {
    /** A group became a supergroup: everything that named the old id now names the new one. Idempotent. */
    move(from: ChatId, to: ChatId): void {
      if (from === to || get(from) === undefined) return;
      if (get(to) === undefined) rename.run(to, from);
      else {
        for (const statement of join) statement.run(to, from);
        leave.run('the group became a supergroup', from);
      }
      addAlias.run(from, to);
      readdress.run(to);
    },
    /** A topic was closed: what would go there goes to the chat itself. @returns whether anything would have */
    leaveThread(id: ChatId, thread: number): boolean {
      const moved = [leaveTopic, redirect, forgetTopic].map((gone) => gone.run(id, thread));
      return moved.some(({ changes }) => changes > 0);
    },
  };
}
