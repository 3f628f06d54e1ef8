import { userId, type UserId } from '../core/people.ts';
import { instant, type Instant } from '../core/time.ts';
import type { Db } from './open.ts';

/** Which rows of the audit log are asked for. */
export type AuditFilter = {
  /** Rows by this person or about them; undefined for anybody. */
  readonly person: UserId | undefined;
  /** Rows in which this stands; empty for any. */
  readonly word: string;
  readonly since: Instant | undefined;
  /** None newer than this one, so that pages stand still; undefined for all. */
  readonly upTo: number | undefined;
};

export type AuditRow = {
  readonly id: number;
  readonly at: Instant;
  /** Undefined when the program itself did it. */
  readonly user: UserId | undefined;
  readonly action: string;
  readonly subject: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly updateId: number | undefined;
};

type Slots = { person: number | null; name: string; word: string; since: number; upTo: number };

type Read = {
  id: number;
  at: number;
  user: number | null;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
  updateId: number | null;
};

const WHERE = `id <= :upTo and at >= :since
  and (:person is null or user_id = :person or subject = :name)
  and (:word = '' or instr(lower(action || ' ' || subject || ' ' || coalesce(before, '') || ' ' ||
    coalesce(after, '')), :word))`;

/** Pages through who changed what, newest first. */
export function auditLogStore({ sqlite }: Db) {
  const page = sqlite.prepare<Slots & { limit: number; offset: number }, Read>(
    `select id, at, user_id as user, action, subject, before, after, update_id as updateId
       from audit where ${WHERE} order by id desc limit :limit offset :offset`,
  );
  const count = sqlite.prepare<Slots, { n: number; newest: number | null }>(
    `select count(*) as n, max(id) as newest from audit where ${WHERE}`,
  );
  return {
    page: (filter: AuditFilter, rows: { limit: number; offset: number }): readonly AuditRow[] =>
      page.all({ ...slotsOf(filter), ...rows }).map(rowOf),
    count(filter: AuditFilter): { readonly n: number; readonly newest: number } {
      const row = count.get(slotsOf(filter));
      return { n: row?.n ?? 0, newest: row?.newest ?? 0 };
    },
  };
}

function slotsOf({ person, word, since, upTo }: AuditFilter): Slots {
  return {
    person: person ?? null,
    name: String(person ?? ''),
    word: word.toLowerCase(),
    since: since ?? 0,
    upTo: upTo ?? Number.MAX_SAFE_INTEGER,
  };
}

function rowOf({ at, user, before, after, updateId, ...row }: Read): AuditRow {
  return {
    ...row,
    at: instant(at),
    user: user === null ? undefined : userId(user),
    before: before ?? undefined,
    after: after ?? undefined,
    updateId: updateId ?? undefined,
  };
}
