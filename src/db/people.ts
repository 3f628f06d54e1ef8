import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Person } from '../core/records.ts';
import { userId, type Role, type UserId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { user } from './schema/people.ts';
import { slots } from './slots.ts';

/** Who may talk to the bot. */
export function peopleStore({ orm }: Db) {
  const byId = orm
    .select()
    .from(user)
    .where(eq(user.id, sql.placeholder('id')))
    .prepare();
  const all = orm.select().from(user).orderBy(asc(user.createdAt)).prepare();
  const owners = orm
    .select()
    .from(user)
    .where(and(eq(user.role, 'owner'), eq(user.status, 'approved'), isNotNull(user.role)))
    .prepare();
  const put = orm
    .insert(user)
    .values(slots(user))
    .onConflictDoUpdate({
      target: user.id,
      set: {
        name: sql`excluded.name`,
        username: sql`excluded.username`,
        role: sql`excluded.role`,
        status: sql`excluded.status`,
        askedAt: sql`excluded.asked_at`,
        decidedBy: sql`excluded.decided_by`,
      },
    })
    .prepare();
  const rename = orm
    .update(user)
    .set({ name: sql`${sql.placeholder('name')}`, username: sql`${sql.placeholder('username')}` })
    .where(eq(user.id, sql.placeholder('id')))
    .prepare();
  const remove = orm
    .delete(user)
    .where(eq(user.id, sql.placeholder('id')))
    .prepare();

  function get(id: UserId): Person | undefined {
    const row = byId.get({ id });
    return row && toPerson(row);
  }

  return {
    get,
    list: (): readonly Person[] => all.all().map(toPerson),
    owners: (): readonly Person[] => owners.all().map(toPerson),
    /** Writes down a person who is let in with `role`. */
    approve(
      wish: { id: UserId; name: string; username?: string | undefined; role: Role; by: UserId },
      now: Instant,
    ): void {
      put.run({
        id: wish.id,
        name: wish.name,
        username: wish.username ?? null,
        role: wish.role,
        status: 'approved',
        askedAt: get(wish.id)?.askedAt ?? null,
        decidedBy: wish.by,
        createdAt: now,
      });
    },
    /** Writes down that a stranger asked; an earlier answer stands. */
    ask(wish: { id: UserId; name: string; username?: string | undefined }, now: Instant): void {
      put.run({
        id: wish.id,
        name: wish.name,
        username: wish.username ?? null,
        role: null,
        status: get(wish.id)?.status ?? 'pending',
        askedAt: now,
        decidedBy: null,
        createdAt: now,
      });
    },
    /** People rename themselves; nothing else about them changes. */
    rename: (id: UserId, name: string, username: string | undefined): void =>
      void rename.run({ id, name, username: username ?? null }),
    /** Refuses or revokes: the person keeps no role. */
    deny(id: UserId, by: UserId): void {
      const known = get(id);
      if (known === undefined) return;
      put.run({
        id,
        name: known.name,
        username: known.username ?? null,
        role: null,
        status: 'denied',
        askedAt: known.askedAt ?? null,
        decidedBy: by,
        createdAt: 0,
      });
    },
    /** Puts somebody who was answered back among those who wait for an answer. */
    wait(id: UserId, by: UserId): void {
      const known = get(id);
      if (known === undefined) return;
      const { name, username = null, askedAt = null } = known;
      const rest = { role: null, status: 'pending', decidedBy: by, createdAt: 0 } as const;
      put.run({ id, name, username, askedAt, ...rest });
    },
    remove: (id: UserId): void => void remove.run({ id }),
  };
}

function toPerson(row: typeof user.$inferSelect): Person {
  return {
    id: userId(row.id),
    name: row.name,
    username: row.username ?? undefined,
    role: row.role ?? undefined,
    status: row.status,
    askedAt: row.askedAt === null ? undefined : instant(row.askedAt),
  };
}
