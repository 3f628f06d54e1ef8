import type { BookSettings } from '../core/book.ts';
import type { Actor, UserId } from '../core/people.ts';
import type { Store } from '../db/store.ts';
import type { AppDeps } from './deps.ts';

type Periods = Pick<BookSettings, 'sma' | 'macd'>;

type PeriodsRead =
  | { readonly kind: 'read'; readonly periods: Periods }
  /** A sentence. */
  | { readonly kind: 'problem'; readonly why: string };

const USUAL: Periods = { sma: undefined, macd: undefined };
const MOST = 200;

export type PeriodsSet =
  | { readonly kind: 'problem'; readonly why: string }
  | {
      readonly kind: 'set';
      readonly change: {
        readonly what: 'periods';
        readonly before: string | undefined;
        readonly after: string | undefined;
      };
    };

/** Bars of the averages that a person's holdings are looked at by. */
export function periodSettings({ store, clock }: Pick<AppDeps, 'store' | 'clock'>) {
  return {
    /** As typed; undefined for the usual ones. */
    of: (by: Actor): string | undefined => periodsText(store.books.get(by.user)),
    set(text: string, by: Actor): PeriodsSet {
      const read = readPeriods(text);
      if (read.kind === 'problem') return read;
      const before = periodsText(store.books.get(by.user));
      const after = periodsText(read.periods);
      putPeriods(store, by.user, after);
      const change = { before: before ?? 'usual', after: after ?? 'usual' };
      const entry = { action: 'settings-periods', subject: String(by.user), ...change };
      store.audit.add({ user: by.user, ...entry }, clock());
      return { kind: 'set', change: { what: 'periods', before, after } };
    },
  };
}

/** Reads `sma20 macd8,17,9`, either alone, or `usual`. What is left out is the usual. */
function readPeriods(text: string): PeriodsRead {
  const words = text.trim().toLowerCase();
  if (words === 'usual') return { kind: 'read', periods: USUAL };
  const sma = /\bsma ?(\d{1,4})\b/.exec(words)?.[1];
  const macd = /\bmacd ?(\d{1,4})[,/](\d{1,4})[,/](\d{1,4})\b/.exec(words);
  if (sma === undefined && macd === null)
    return problem('I read no periods in that: such as sma17 macd12,26,9, or usual');
  const [fast, slow, signal] = (macd ?? []).slice(1).map(Number);
  const all = [Number(sma ?? 2), fast ?? 1, slow ?? 2, signal ?? 1];
  if (all.some((one) => one < 1 || one > MOST) || Number(sma ?? 2) < 2)
    return problem(`Periods are from 1 to ${MOST} bars, and an average takes 2 at least`);
  if (fast !== undefined && slow !== undefined && fast >= slow)
    return problem('The fast average of the MACD has to be shorter than the slow one');
  const isWhole = fast !== undefined && slow !== undefined && signal !== undefined;
  return {
    kind: 'read',
    periods: {
      sma: sma === undefined ? undefined : Number(sma),
      macd: isWhole ? [fast, slow, signal] : undefined,
    },
  };
}

/** As they are typed; undefined for the usual ones. */
export function periodsText({ sma, macd }: Periods): string | undefined {
  const words = [
    ...(sma === undefined ? [] : [`sma${sma}`]),
    ...(macd === undefined ? [] : [`macd${macd.join(',')}`]),
  ];
  return words.length === 0 ? undefined : words.join(' ');
}

/** Writes periods down, as typed; anything that cannot be read is the usual. */
export function putPeriods(
  { books }: Pick<Store, 'books'>,
  user: UserId,
  text: string | undefined,
): void {
  const read = text === undefined ? undefined : readPeriods(text);
  const periods = read?.kind === 'read' ? read.periods : USUAL;
  books.put(user, { ...books.get(user), ...periods });
}

function problem(why: string): PeriodsRead {
  return { kind: 'problem', why };
}
