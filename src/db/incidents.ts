import { isNull } from 'drizzle-orm';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { incident } from './schema/runs.ts';
import { slots } from './slots.ts';

export type OpenIncident = {
  readonly key: string;
  readonly sentence: string;
  readonly openedAt: Instant;
};

/** What is wrong with the program or its sources at present. */
export function incidentStore({ orm, sqlite }: Db) {
  const open = orm.select().from(incident).where(isNull(incident.closedAt)).prepare();
  const insert = orm.insert(incident).values(slots(incident, 'id')).prepare();
  const close = sqlite.prepare<[number, string]>(
    'update incident set closed_at = ? where key = ? and closed_at is null',
  );
  return {
    open: (): readonly OpenIncident[] =>
      open
        .all()
        .map(({ key, sentence, openedAt }) => ({ key, sentence, openedAt: instant(openedAt) })),
    add: (key: string, sentence: string, now: Instant): void =>
      void insert.run({ key, sentence, openedAt: now, closedAt: null }),
    close: (key: string, now: Instant): void => void close.run(now, key),
  };
}
