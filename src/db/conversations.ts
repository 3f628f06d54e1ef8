import { eq, sql } from 'drizzle-orm';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { conversation } from './schema/inbox.ts';
import { slots } from './slots.ts';

/** Where each wizard stands, as JSON of the plugin's own making. */
export function conversationStore({ orm, sqlite }: Db) {
  const read = orm
    .select({ state: conversation.state })
    .from(conversation)
    .where(eq(conversation.key, sql.placeholder('key')))
    .prepare();
  const write = orm
    .insert(conversation)
    .values(slots(conversation))
    .onConflictDoUpdate({
      target: conversation.key,
      set: { state: sql`excluded.state`, updatedAt: sql`excluded.updated_at` },
    })
    .prepare();
  const remove = orm
    .delete(conversation)
    .where(eq(conversation.key, sql.placeholder('key')))
    .prepare();
  const prune = sqlite.prepare<[number]>('delete from conversation where updated_at < ?');

  return {
    read: (key: string): string | undefined => read.get({ key })?.state,
    write: (key: string, state: string, now: Instant): void =>
      void write.run({ key, state, updatedAt: now }),
    remove: (key: string): void => void remove.run({ key }),
    prune: (before: Instant): void => void prune.run(before),
  };
}
