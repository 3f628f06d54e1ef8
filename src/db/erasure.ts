import { escape } from '../core/html.ts';
import type { UserId } from '../core/people.ts';
import type { Db } from './open.ts';

/** What is kept in memory of rows that go. */
type Memory = { readonly forget: () => void };

/**
 * Makes a person unknown. Their private chat takes its rules, watches, alerts and messages with it; what they left in
 * shared chats stays there without their name. The audit log keeps their number.
 */
export function erasure({ sqlite }: Db, memories: readonly Memory[]) {
  const named = sqlite.prepare<[number], { name: string }>('select name from user where id = ?');
  const unsign = sqlite.prepare<[string]>(
    "update alert set acked_by = 'somebody' where acked_by = ?",
  );
  const dropRows = [
    'delete from chat where id = ?',
    'delete from account where user_id = ?',
    'delete from book where user_id = ?',
    "delete from meta where key = 'risk-day/' || cast(? as integer)",
    "delete from delivery where key like 'notice/ask/' || cast(? as integer) || '/%'",
    "delete from conversation where key like '%/' || cast(? as integer)",
    "delete from button where json_extract(subject, '$.user') = ?",
    'delete from user where id = ?',
  ].map((text) => sqlite.prepare<[number]>(text));
  const anonymise = [
    'update rule set created_by = 0 where created_by = ?',
    'update watch set added_by = 0 where added_by = ?',
    'update mute set created_by = 0 where created_by = ?',
    'update named_list set created_by = 0 where created_by = ?',
    'update share set created_by = 0 where created_by = ?',
    'update contact set created_by = 0 where created_by = ?',
    'update button set used_by = 0 where used_by = ?',
    'update chat set linked_by = null where linked_by = ?',
    'update user set decided_by = null where decided_by = ?',
  ].map((text) => sqlite.prepare<[number]>(text));
  // Finished messages are kept to look at, never read again by the program.
  const blankMessages = sqlite.prepare<{ id: string; name: string }>(
    `update delivery set content = iif(content is null, null, '{}'), body = iif(body is null, null, '{}')
       where status = 'sent' and alert_id is null
         and (instr(content, :id) or instr(content, :name))`,
  );
  const dropLetters = sqlite.prepare<{ id: string; name: string }>(
    `delete from delivery where status in ('dead', 'expired') and alert_id is null
       and (instr(content, :id) or instr(content, :name))`,
  );
  // The same with updates that are handled; one that waits will be read, and then be a stranger's.
  const blankUpdates = sqlite.prepare<{ id: string; name: string; update: number }>(
    `update inbox set json = json_object('update_id', update_id), chat_key = 'erased'
       where (status <> 'new' or update_id = :update) and (instr(json, :id) or instr(json, :name))`,
  );

  return {
    /** @param updateId the update that asked for it, which is being handled */
    person(user: UserId, updateId: number): void {
      const name = named.get(user)?.name;
      for (const statement of anonymise) statement.run(user);
      for (const statement of dropRows) statement.run(user);
      for (const kept of memories) kept.forget();
      if (name !== undefined) unsign.run(name);
      const id = String(user);
      const inHtml = { id, name: asJson(escape(name ?? id)) };
      blankMessages.run(inHtml);
      dropLetters.run(inHtml);
      blankUpdates.run({ id, name: asJson(name ?? id), update: updateId });
    },
  };
}

/** As it stands within a JSON string. */
function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
