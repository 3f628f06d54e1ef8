import { csvOf } from '../core/csv.ts';
import type { BytesFile, TextFile } from '../core/message.ts';
import type { Actor } from '../core/people.ts';
import { isoDate } from '../core/zone.ts';
import { bookTables, type BookTable } from './book-tables.ts';
import type { AppDeps } from './deps.ts';
import { workbook } from './workbook.ts';

type Needs = Pick<AppDeps, 'store' | 'clock'>;

export type ExportWish = {
  readonly format: 'csv' | 'xlsx';
  /** Undefined for everything. */
  readonly year: number | undefined;
};

export type BookFiles =
  | {
      readonly kind: 'made';
      readonly files: readonly (TextFile | BytesFile)[];
      readonly counts: BookCounts;
    }
  | { readonly kind: 'too-big'; readonly counts: BookCounts }
  /** There is nothing in that year, or at all. */
  | { readonly kind: 'nothing' };

export type BookCounts = Readonly<Record<BookTable['name'], number>>;

/** What a message may carry: it lies in the outbox as it is. */
const MOST_BYTES = 240_000;
/** More would not fit into a sheet of that size, and writing them would hold up everybody. */
const MOST_ROWS = 3_000;
/** Each is a message. */
const MOST_FILES = 20;

/** People's books as files, for their own sheets and for taxes. */
export function bookFilesApp({ store, clock }: Needs) {
  return {
    /** What there is; undefined for somebody without an account. */
    counts(by: Actor): BookCounts | undefined {
      if (store.accounts.ofUser(by.user).length === 0) return undefined;
      return countsOf(bookTables(store, by.user, undefined));
    },
    async make(by: Actor, { format, year }: ExportWish): Promise<BookFiles> {
      const tables = bookTables(store, by.user, year);
      const counts = countsOf(tables);
      if (tables.every(({ rows }) => rows.length === 0)) return { kind: 'nothing' };
      const when = year === undefined ? isoDate(clock(), 'UTC') : String(year);
      if (format === 'csv') {
        const files = tables.flatMap((table) => csvFiles(table, when));
        return files.length > MOST_FILES
          ? { kind: 'too-big', counts }
          : { kind: 'made', files, counts };
      }
      const { trades, positions, equity } = counts;
      if (trades + positions + equity > MOST_ROWS) return { kind: 'too-big', counts };
      const base64 = (await workbook(tables)).toString('base64');
      if (base64.length > MOST_BYTES) return { kind: 'too-big', counts };
      return { kind: 'made', files: [{ name: `bellwether-${when}.xlsx`, base64 }], counts };
    },
  };
}

function countsOf(tables: readonly BookTable[]): BookCounts {
  const count = (name: BookTable['name']) =>
    tables.find((table) => table.name === name)?.rows.length ?? 0;
  return { trades: count('trades'), positions: count('positions'), equity: count('equity') };
}

/** As many files as are needed; none for an empty table. Each has the heading. */
function csvFiles({ name, head, rows }: BookTable, when: string): readonly TextFile[] {
  const texts: string[] = [];
  let part: (typeof rows)[number][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = Buffer.byteLength(csvOf([], [row]));
    if (part.length > 0 && bytes + size > MOST_BYTES) {
      texts.push(csvOf(head, part));
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += size;
  }
  if (part.length > 0) texts.push(csvOf(head, part));
  const suffix = (n: number) => (texts.length === 1 ? '' : `-${n + 1}-of-${texts.length}`);
  return texts.map((text, n) => ({ name: `${name}-${when}${suffix(n)}.csv`, text }));
}
