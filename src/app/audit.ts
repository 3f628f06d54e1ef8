import { csvOf } from '../core/csv.ts';
import type { TextFile } from '../core/message.ts';
import type { Actor, UserId } from '../core/people.ts';
import { plus } from '../core/time.ts';
import { isoDate } from '../core/zone.ts';
import type { AuditCheck } from '../db/audit.ts';
import type { AuditFilter, AuditRow } from '../db/audit-log.ts';
import type { AppDeps } from './deps.ts';

type Needs = Pick<AppDeps, 'store' | 'clock' | 'defaultZone'>;

/** Whether the log is as it was written. */
export type AuditState = AuditCheck;

/** What somebody wants to see of the audit log; plain, so that a button can carry it. */
export type AuditWish = {
  /** A person's name or id, or any word; empty for everything. */
  readonly about: string;
  /** How far back in milliseconds; 0 for ever. */
  readonly backMs: number;
  /** From 0. */
  readonly page: number;
  /** The newest row when the first page was shown; 0 on that page. */
  readonly upTo: number;
};

export type AuditLine = AuditRow & { readonly who: string };

export type AuditPage = {
  readonly lines: readonly AuditLine[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
  readonly upTo: number;
  readonly zone: string;
};

const ON_A_PAGE = 8;
/** Some 200 kB at the usual length of a row. */
const MOST_IN_FILE = 2_000;
const MOST_FILE_BYTES = 240_000;

/** Who changed what, for owners to look at. */
export function auditApp(deps: Needs) {
  const { store, clock, defaultZone } = deps;
  return {
    /** Reads the whole log and says whether it is as it was written; other work goes on in between. */
    async check(): Promise<AuditState> {
      let check = store.audit.readOn();
      while (!check.isDone) {
        await new Promise((resolve) => setImmediate(resolve));
        check = store.audit.readOn(check);
      }
      return check;
    },
    page(wish: AuditWish, by: Actor): AuditPage {
      const filter = filterOf(deps, wish);
      const { n: total, newest } = store.auditLog.count(filter);
      const pages = Math.max(1, Math.ceil(total / ON_A_PAGE));
      const page = Math.min(Math.max(wish.page, 0), pages - 1);
      const rows = store.auditLog.page(filter, { limit: ON_A_PAGE, offset: page * ON_A_PAGE });
      return {
        lines: rows.map((row) => ({ ...row, who: whoOf(deps, row.user) })),
        total,
        page,
        pages,
        upTo: newest,
        zone: store.chats.get(store.chats.current(by.place.chat))?.zone ?? defaultZone,
      };
    },
    /** The newest rows as a table; undefined when there are none. `isCut`: there are older ones. */
    file(wish: AuditWish): { file: TextFile; isCut: boolean } | undefined {
      const rows = store.auditLog.page(filterOf(deps, wish), {
        limit: MOST_IN_FILE + 1,
        offset: 0,
      });
      if (rows.length === 0) return undefined;
      const kept = fitting(rows.slice(0, MOST_IN_FILE).map((row) => cellsOf(deps, row)));
      const name = `audit-${isoDate(clock(), 'UTC')}.csv`;
      return { file: { name, text: csvOf(HEAD, kept) }, isCut: kept.length < rows.length };
    },
  };
}

const HEAD = ['id', 'at', 'user', 'who', 'action', 'subject', 'before', 'after', 'update'];

function cellsOf(deps: Needs, { id, at, user, ...row }: AuditRow) {
  const { action, subject, before, after, updateId } = row;
  const time = new Date(at).toISOString();
  return [id, time, user, whoOf(deps, user), action, subject, before, after, updateId];
}

/** As many rows as a file may hold. */
function fitting<T extends readonly unknown[]>(rows: readonly T[]): readonly T[] {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    bytes += Buffer.byteLength(JSON.stringify(row)) + row.length * 2;
    return bytes > MOST_FILE_BYTES;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function filterOf({ store, clock }: Needs, { about, backMs, upTo }: AuditWish): AuditFilter {
  const handle = about.replace(/^@/, '').toLowerCase();
  const person = store.people
    .list()
    .find(
      ({ id, name, username }) =>
        String(id) === handle ||
        username?.toLowerCase() === handle ||
        name.toLowerCase() === handle,
    );
  return {
    person: person?.id,
    word: person === undefined ? about : '',
    since: backMs === 0 ? undefined : plus(clock(), -backMs),
    upTo: upTo === 0 ? undefined : upTo,
  };
}

function whoOf({ store }: Needs, user: UserId | undefined): string {
  if (user === undefined) return 'the program';
  return store.people.get(user)?.name ?? String(user);
}
