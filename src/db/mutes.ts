import { and, asc, eq, gte, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { Mute } from '../core/mute.ts';
import { chatId, userId, type ChatId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { mute } from './schema/rules.ts';
import { slots } from './slots.ts';

/** Who has asked for quiet about what. Ended mutes stay as a record. */
export function muteStore({ orm, sqlite }: Db) {
  const at = sql.placeholder;
  const insert = orm.insert(mute).values(slots(mute, 'id')).returning({ id: mute.id }).prepare();
  const ofChat = orm
    .select()
    .from(mute)
    .where(and(eq(mute.chatId, at('chatId')), isNull(mute.endedAt)))
    .orderBy(asc(mute.id))
    .prepare();
  const byId = orm
    .select()
    .from(mute)
    .where(eq(mute.id, at('id')))
    .prepare();
  const overdue = orm
    .select()
    .from(mute)
    .where(and(eq(mute.verb, 'snooze'), isNull(mute.endedAt), lte(mute.until, at('now'))))
    .orderBy(asc(mute.id))
    .prepare();
  const waking = orm
    .select()
    .from(mute)
    .where(and(isNotNull(mute.wake), isNull(mute.endedAt)))
    .orderBy(asc(mute.id))
    .prepare();
  const heldAt = orm
    .select()
    .from(mute)
    .where(
      and(
        eq(mute.chatId, at('chatId')),
        lte(mute.createdAt, at('at')),
        or(isNull(mute.endedAt), gte(mute.endedAt, at('at'))),
      ),
    )
    .orderBy(asc(mute.id))
    .prepare();
  const setWake = sqlite.prepare<[string, number]>('update mute set wake = ? where id = ?');
  const end = sqlite.prepare<[number, number]>(
    'update mute set ended_at = ? where id = ? and ended_at is null',
  );

  const reopen = sqlite.prepare<[number]>('update mute set ended_at = null where id = ?');

  return {
    add(wish: Omit<Mute, 'id' | 'createdAt'>, now: Instant): number {
      const row = insert.get({
        chatId: wish.chat,
        verb: wish.verb,
        scope: wish.scope,
        subject: wish.subject,
        until: wish.until ?? null,
        wake: wish.wake ?? null,
        coversCritical: wish.coversCritical,
        createdBy: wish.createdBy,
        createdAt: now,
        endedAt: null,
      });
      return row.id;
    },
    get(id: number): Mute | undefined {
      const row = byId.get({ id });
      return row && toMute(row);
    },
    /** Mutes of the chat that hold at `now`. */
    live: (chat: ChatId, now: Instant): readonly Mute[] =>
      ofChat
        .all({ chatId: chat })
        .filter((row) => row.until === null || row.until > now)
        .map(toMute),
    /** Those that nobody had ended by then, over or not by their time. */
    heldAt: (chat: ChatId, at: Instant): readonly Mute[] =>
      heldAt.all({ chatId: chat, at }).map(toMute),
    /** Snoozes whose time is up and that nobody has ended. */
    overdueSnoozes: (now: Instant): readonly Mute[] => overdue.all({ now }).map(toMute),
    /** Those that a condition ends, in every chat, and that nobody has ended. */
    waking: (): readonly Mute[] => waking.all().map(toMute),
    /** The same condition in other words, such as after a split. */
    setWake: (id: number, wake: string): void => void setWake.run(wake, id),
    /** Takes back that it was ended; one whose time is up stays over. */
    reopen: (id: number): void => void reopen.run(id),
    /** @returns false when it had ended already */
    end: (id: number, now: Instant): boolean => end.run(now, id).changes > 0,
  };
}

function toMute(row: typeof mute.$inferSelect): Mute {
  return {
    id: row.id,
    chat: chatId(row.chatId),
    verb: row.verb,
    scope: row.scope,
    subject: row.subject,
    until: row.until === null ? undefined : instant(row.until),
    wake: row.wake ?? undefined,
    coversCritical: row.coversCritical,
    createdBy: userId(row.createdBy),
    createdAt: instant(row.createdAt),
  };
}
