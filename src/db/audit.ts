import { createHash } from 'node:crypto';
import { clip } from '../core/html.ts';
import type { UserId } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { Db } from './open.ts';
import { audit } from './schema/people.ts';
import { slots } from './slots.ts';

export type AuditEntry = {
  /** Whoever the update that is being committed came from, when left out; undefined for the program itself. */
  readonly user?: UserId | undefined;
  readonly action: string;
  readonly subject: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** The update that is being committed, when left out. */
  readonly updateId?: number;
};

/** On whose behalf rows are being written. */
type Cause = { readonly updateId: number; readonly user: UserId | undefined };

/** The first row that is not as it was written. */
export type AuditBreak = {
  readonly id: number;
  /** `changed`: the row is another; `missing`: rows before it, or this last one, are gone; `unsealed`: it has no hash. */
  readonly why: 'changed' | 'missing' | 'unsealed';
};

/** How far the log has been read through, and what was found. */
export type AuditCheck = {
  /** Rows read so far: their ids count from 1 without a gap. */
  readonly rows: number;
  /** Hash of the last row read; to compare with what was shown or logged earlier. */
  readonly head: string;
  readonly isSealed: boolean;
  readonly isDone: boolean;
  readonly broken: AuditBreak | undefined;
};

type Row = typeof audit.$inferSelect;

const LONGEST_VALUE = 4_000;
const CHECKED_AT_ONCE = 2_000;
const UNREAD: AuditCheck = { rows: 0, head: '', isSealed: false, isDone: false, broken: undefined };

/**
 * Who changed what. Rows are only ever added: triggers refuse anything else, and each row's hash is taken over the row and
 * the hash before it, so that a change made around the triggers shows in every later row.
 */
export function auditStore({ orm, sqlite }: Db) {
  const insert = orm.insert(audit).values(slots(audit)).prepare();
  const last = sqlite.prepare<[], Pick<Row, 'id' | 'hash'>>(
    'select id, hash from audit order by id desc limit 1',
  );
  const lastId = sqlite.prepare<[], { seq: number }>(
    "select seq from sqlite_sequence where name = 'audit'",
  );
  const after = sqlite.prepare<[number, number], Row>(
    `select id, at, user_id as userId, action, subject, before, after, update_id as updateId, hash
       from audit where id > ? order by id limit ?`,
  );
  let cause: Cause | undefined;

  function headHash(): string {
    const newest = last.get();
    if (newest === undefined) return '';
    // Rows from before there was a chain are sealed together by the first row that has a hash.
    return newest.hash ?? readThrough().head;
  }

  function readOn(from: AuditCheck = UNREAD): AuditCheck {
    const rows = after.all(from.rows, CHECKED_AT_ONCE);
    let check = from;
    for (const row of rows) {
      check = withRow(check, row);
      if (check.broken !== undefined) return { ...check, isDone: true };
    }
    if (rows.length === CHECKED_AT_ONCE) return check;
    const written = lastId.get()?.seq ?? 0;
    const broken = written > check.rows ? ({ id: written, why: 'missing' } as const) : undefined;
    return { ...check, isDone: true, broken };
  }

  function readThrough(): AuditCheck {
    let check = readOn();
    while (!check.isDone) check = readOn(check);
    return check;
  }

  return {
    add(entry: AuditEntry, now: Instant): void {
      const row = {
        id: (lastId.get()?.seq ?? 0) + 1,
        at: now,
        userId: ('user' in entry ? entry.user : cause?.user) ?? null,
        action: stored(entry.action),
        subject: stored(entry.subject),
        before: entry.before === undefined ? null : stored(entry.before),
        after: entry.after === undefined ? null : stored(entry.after),
        updateId: entry.updateId ?? cause?.updateId ?? null,
      };
      insert.run({ ...row, hash: hashOf(row, headHash()) });
    },
    /** Rows that `work` adds are by this person and update, unless they say otherwise. Synchronous, so that it can hold. */
    causedBy<T>(who: Cause, work: () => T): T {
      const outer = cause;
      cause = who;
      try {
        return work();
      } finally {
        cause = outer;
      }
    },
    /** Reads some 2,000 rows on and says what is wrong so far; begins anew when nothing is given. */
    readOn,
    /** Reads the whole log. @returns the first row that is not as it was written; undefined when all are */
    verify: (): AuditBreak | undefined => readThrough().broken,
  };
}

function withRow(check: AuditCheck, row: Row): AuditCheck {
  const broken = (why: AuditBreak['why']) => ({ ...check, broken: { id: row.id, why } });
  if (row.id !== check.rows + 1) return broken('missing');
  const hash = hashOf(row, check.head);
  if (row.hash === null && check.isSealed) return broken('unsealed');
  if (row.hash !== null && row.hash !== hash) return broken('changed');
  return { ...check, rows: row.id, head: hash, isSealed: row.hash !== null };
}

/** A list has one order and JSON one spelling for it, so that the same row always has the same hash. */
function hashOf(row: Omit<Row, 'hash'>, previous: string): string {
  const { id, at, userId, action, subject, before, after, updateId } = row;
  const fields = [id, at, userId, action, subject, before, after, updateId, previous];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/** As SQLite gives it back: half a character would come back as another. */
function stored(text: string): string {
  return clip(text.toWellFormed(), LONGEST_VALUE);
}
