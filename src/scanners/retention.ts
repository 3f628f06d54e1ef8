import { setTimeout as pause } from 'node:timers/promises';
import { RETENTION_DAYS } from '../core/retention.ts';
import { DAY_MS, plus, type Clock } from '../core/time.ts';
import type { Store } from '../db/store.ts';

export type RetentionDeps = { readonly store: Store; readonly clock: Clock };

/** An alert goes with its deliveries, their tries and their buttons: some five rows each. */
const ROWS_AT_ONCE = 100;
const ENDED_DAYS = 90;
/** Between two pieces others have their turn. */
const BREATH_MS = 5;
/** So many pieces a night: what is left waits for the next. */
const MOST_PIECES = 2_000;

/** Drops alerts and messages that are older than anybody asks for, a little at a time. */
export async function retention({ store, clock }: RetentionDeps): Promise<readonly string[]> {
  const now = clock();
  const before = plus(now, -RETENTION_DAYS * DAY_MS);
  const endedBefore = plus(now, -ENDED_DAYS * DAY_MS);
  let pieces = 0;
  const drops = store.retention.open({ before, endedBefore, limit: ROWS_AT_ONCE });
  for (const drop of drops) {
    while (pieces++ < MOST_PIECES && store.transact(drop) === ROWS_AT_ONCE) await pause(BREATH_MS);
  }
  return [];
}
