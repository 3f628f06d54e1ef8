import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { StoredContact } from '../core/contact.ts';
import { chatId, userId, type ChatId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { contact } from './schema/people.ts';
import { slots } from './slots.ts';

export type NewContact = Pick<StoredContact, 'chat' | 'channel' | 'label' | 'sealed' | 'createdBy'>;

/** Ways to reach chats besides Telegram. Removed ones stay for a while, so that it can be taken back. */
export function contactStore({ orm, sqlite }: Db) {
  const at = sql.placeholder;
  const insert = orm
    .insert(contact)
    .values(slots(contact, 'id'))
    .returning({ id: contact.id })
    .prepare();
  const byId = orm
    .select()
    .from(contact)
    .where(eq(contact.id, at('id')))
    .prepare();
  const ofChat = orm
    .select()
    .from(contact)
    .where(and(eq(contact.chatId, at('chatId')), isNull(contact.removedAt)))
    .orderBy(asc(contact.id))
    .prepare();
  const all = orm
    .select()
    .from(contact)
    .where(isNull(contact.removedAt))
    .orderBy(asc(contact.id))
    .prepare();
  const setStatus = sqlite.prepare<['active' | 'disabled', string | null, number]>(
    'update contact set status = ?, why = ? where id = ?',
  );
  const setRemoved = sqlite.prepare<[number | null, number]>(
    'update contact set removed_at = ? where id = ?',
  );
  const forget = sqlite.prepare<[number]>(
    "update contact set sealed = '', label = '' where removed_at < ? and sealed <> ''",
  );
  const forgetHealth = sqlite.prepare(
    `delete from channel_health where address glob 'c[0-9]*'
       and cast(substr(address, 2) as integer) not in
         (select id from contact where removed_at is null)`,
  );
  const former = sqlite.prepare<[number], { id: number }>(
    `with recursive earlier(id) as (
       select ? union select old_id from chat_alias join earlier on new_id = earlier.id)
     select id from earlier`,
  );

  return {
    add(wish: NewContact, now: Instant): number {
      const { chat, ...rest } = wish;
      const row = { ...rest, chatId: chat, createdAt: now, removedAt: null, why: null };
      return insert.get({ ...row, status: 'active' }).id;
    },
    /** Removed ones too. */
    get(id: number): StoredContact | undefined {
      const row = byId.get({ id });
      return row && toContact(row);
    },
    ofChat: (chat: ChatId): readonly StoredContact[] => ofChat.all({ chatId: chat }).map(toContact),
    list: (): readonly StoredContact[] => all.all().map(toContact),
    /** Nothing is sent there until it is turned on. */
    disable: (id: number, why: string): void => void setStatus.run('disabled', why, id),
    enable: (id: number): void => void setStatus.run('active', null, id),
    remove: (id: number, now: Instant): void => void setRemoved.run(now, id),
    restore: (id: number): void => void setRemoved.run(null, id),
    /** Drops what removed contacts were set up with, and how they fared. */
    prune(before: Instant): void {
      forget.run(before);
      forgetHealth.run();
    },
    /** The ids that a chat goes by and has gone by: what was sealed for an earlier one is still the chat's. */
    idsOfChat: (chat: ChatId): readonly number[] => former.all(chat).map((row) => row.id),
  };
}

function toContact(row: typeof contact.$inferSelect): StoredContact {
  return {
    id: row.id,
    chat: chatId(row.chatId),
    channel: row.channel,
    label: row.label,
    sealed: row.sealed,
    offWhy: row.status === 'active' ? undefined : (row.why ?? 'no reason was written down'),
    createdBy: userId(row.createdBy),
    createdAt: instant(row.createdAt),
    isRemoved: row.removedAt !== null,
  };
}
