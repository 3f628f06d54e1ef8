import type { UserId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { audit } from './schema/people.ts';
import { slots } from './slots.ts';

export type AuditEntry = {
  readonly user: UserId | undefined;
  readonly action: string;
  readonly subject: string;
  readonly before?: string;
  readonly after?: string;
  readonly updateId?: number;
};

/** Who changed what. Rows are only ever added. */
export function auditStore({ orm }: Db) {
  const insert = orm.insert(audit).values(slots(audit, 'id')).prepare();
  return {
    add(entry: AuditEntry, now: Instant): void {
      insert.run({
        at: now,
        userId: entry.user ?? null,
        action: entry.action,
        subject: entry.subject,
        before: entry.before ?? null,
        after: entry.after ?? null,
        updateId: entry.updateId ?? null,
        hash: null,
      });
    },
  };
}
