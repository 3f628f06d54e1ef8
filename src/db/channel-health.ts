import { eq, sql } from 'drizzle-orm';
import type { ChannelHealth } from '../core/contact.ts';
import { instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { channelHealth } from './schema/people.ts';
import { slots } from './slots.ts';

/** Stands for "it has never been well" where the moment since when would be. */
const NEVER = 0;

/** How channels fared when they were last looked at. */
export function channelHealthStore({ orm }: Db) {
  const read = orm
    .select()
    .from(channelHealth)
    .where(eq(channelHealth.address, sql.placeholder('address')))
    .prepare();
  const write = orm
    .insert(channelHealth)
    .values(slots(channelHealth))
    .onConflictDoUpdate({
      target: channelHealth.address,
      set: {
        isWell: sql`excluded.is_well`,
        detail: sql`excluded.detail`,
        checkedAt: sql`excluded.checked_at`,
        since: sql`excluded.since`,
      },
    })
    .prepare();

  return {
    get(address: string): ChannelHealth | undefined {
      const row = read.get({ address });
      if (row === undefined) return undefined;
      return {
        ...row,
        detail: row.detail ?? undefined,
        checkedAt: instant(row.checkedAt),
        since: row.since === NEVER ? undefined : instant(row.since),
      };
    },
    put(health: ChannelHealth): void {
      write.run({ ...health, detail: health.detail ?? null, since: health.since ?? NEVER });
    },
  };
}
