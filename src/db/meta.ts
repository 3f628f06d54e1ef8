import { eq, sql } from 'drizzle-orm';
import type { Db } from './open.ts';
import { meta } from './schema/runs.ts';
import { slots } from './slots.ts';

/** Small named facts of the installation. */
export function metaStore({ orm }: Db) {
  const read = orm
    .select({ value: meta.value })
    .from(meta)
    .where(eq(meta.key, sql.placeholder('key')))
    .prepare();
  const write = orm
    .insert(meta)
    .values(slots(meta))
    .onConflictDoUpdate({ target: meta.key, set: { value: sql`excluded.value` } })
    .prepare();
  const remove = orm
    .delete(meta)
    .where(eq(meta.key, sql.placeholder('key')))
    .prepare();

  return {
    get: (key: string): string | undefined => read.get({ key })?.value,
    set: (key: string, value: string): void => void write.run({ key, value }),
    remove: (key: string): void => void remove.run({ key }),
  };
}
