import type { UserId } from '../core/people.ts';
import { readRiskDays, writeRiskDays, type RiskDays } from '../core/risk-day.ts';
import { metaStore } from './meta.ts';
import type { Db } from './open.ts';

/** How each person's book stood when it was last looked at, today and on the day before. */
export function riskDayStore(db: Db) {
  const meta = metaStore(db);
  // The name that `erasure.ts` removes it by.
  const keyOf = (user: UserId): string => `risk-day/${user}`;
  return {
    get: (user: UserId): RiskDays | undefined => readRiskDays(meta.get(keyOf(user))),
    put: (user: UserId, days: RiskDays): void => meta.set(keyOf(user), writeRiskDays(days)),
  };
}
