import type { Actor, UserId } from '../core/people.ts';
import { chatId } from '../core/people.ts';
import type { Ticker } from '../core/ticker.ts';
import { riskChange, type RiskChange } from '../portfolio/risk-change.ts';
import type { Held } from '../portfolio/risk.ts';
import { lookOf } from '../portfolio/risk-sight.ts';
import { riskStage } from '../portfolio/risk-stage.ts';
import { bookOf, limitsOf, type BookDeps, type BookFacts } from './risk-book.ts';
import { drawdownOf, type Drawdown } from './risk-drawdown.ts';
import { measuresOf, topUpFor, type BookMeasures, type MeasureDeps } from './risk-measure.ts';

type Needs = BookDeps & MeasureDeps;

/** A book with all that can be said about its risk. */
export type BookView = {
  readonly book: BookFacts;
  readonly measures: BookMeasures;
  readonly drawdown: Drawdown | undefined;
  readonly isDark: boolean;
};

/** `total`: of everything together; `per`: of one position. */
export type LimitKind = 'total' | 'per';

/** A limit before and after, in percent; undefined for the installation's own. */
export type LimitChange = {
  readonly which: LimitKind;
  readonly before: number | undefined;
  readonly after: number | undefined;
};

export type LimitSet = {
  readonly change: LimitChange;
  /** What counts from now on. */
  readonly limitPct: number;
  readonly book: BookFacts | undefined;
};

/** What the book has done since the last look of the day before. */
export type Since =
  | { readonly kind: 'changed'; readonly change: RiskChange; readonly book: BookFacts }
  /** Nothing is kept of an earlier day, or only in another currency. */
  | { readonly kind: 'no-day'; readonly book: BookFacts };

/** What people stand to lose with what they hold. */
export function riskApp(deps: Needs) {
  const { store } = deps;
  return {
    /** The book from what is kept, for whoever holds something; asks nobody. */
    book: (user: UserId): BookFacts | undefined => bookOf(deps, user),
    /**
     * Everything; awaits daily bars of the largest positions where they are missing: those of the rest come by the clock.
     * Undefined for whoever has no account.
     */
    async view(by: Actor): Promise<BookView | undefined> {
      const asked = bookOf(deps, by.user);
      if (asked === undefined) return undefined;
      await topUpFor(deps, tickersOf(asked).slice(0, MOST_ASKED));
      return viewOf(deps, by.user);
    },
    /** The same from what is kept. */
    viewNow: (by: Actor): BookView | undefined => viewOf(deps, by.user),
    /** Brings in the daily bars of everything that anybody holds. Awaits; what cannot be had is left. */
    async topUp(): Promise<void> {
      const held = store.positions.open().flatMap(({ ticker }) => ticker ?? []);
      if (held.length > 0) await topUpFor(deps, [...new Set(held)]);
    },
    since: (by: Actor): Since | undefined => sinceOf(deps, by.user),
    limits: (by: Actor) => limitsOf(deps, store.books.get(by.user)),
    /** Sets a limit; undefined goes back to the installation's. Within the commit of the update that asks for it. */
    setLimit: (change: Omit<LimitChange, 'before'>, by: Actor, updateId: number): LimitSet =>
      setLimit(deps, change, { by, updateId }),
    /** Puts back what a limit was. Undefined when it is no longer as the change left it. */
    putBack(change: LimitChange, by: Actor, updateId: number): LimitSet | undefined {
      if (kept(deps, by.user, change.which) !== change.after) return undefined;
      return setLimit(deps, { which: change.which, after: change.before }, { by, updateId });
    },
  };
}

function viewOf(deps: Needs, user: UserId): BookView | undefined {
  const book = bookOf(deps, user);
  if (book === undefined) return undefined;
  const isDark = deps.store.chats.get(chatId(user))?.chartTheme === 'dark';
  return { book, measures: measuresOf(deps, book), drawdown: drawdownOf(deps, book), isDark };
}

/** So many series are there within the patience of whoever asks. */
const MOST_ASKED = 30;

/** The largest first. */
function tickersOf({ helds }: BookFacts): readonly Ticker[] {
  const valueOf = ({ price = 0, quantity, fx = 0 }: Held) => price * quantity * fx;
  const bySize = helds.toSorted((a, b) => valueOf(b) - valueOf(a));
  return [...new Set(bySize.flatMap(({ ticker }) => ticker ?? []))];
}

function sinceOf(deps: Needs, user: UserId): Since | undefined {
  const book = bookOf(deps, user);
  if (book === undefined) return undefined;
  const days = deps.store.riskDays.get(user);
  const now = lookOf(book);
  // The scan may not have looked yet today.
  const before = days?.last.day === now.day ? days.before : days?.last;
  const change = before && riskChange(before, now);
  return change === undefined ? { kind: 'no-day', book } : { kind: 'changed', change, book };
}

type Asking = { readonly by: Actor; readonly updateId: number };

function kept({ store }: Needs, user: UserId, which: LimitKind): number | undefined {
  const { totalRiskPct, riskPct } = store.books.get(user);
  return which === 'total' ? totalRiskPct : riskPct;
}

function setLimit(
  deps: Needs,
  { which, after }: Omit<LimitChange, 'before'>,
  { by, updateId }: Asking,
): LimitSet {
  const { store, clock } = deps;
  const { user } = by;
  const before = kept(deps, user, which);
  const settings = store.books.get(user);
  store.books.put(
    user,
    which === 'total' ? { ...settings, totalRiskPct: after } : { ...settings, riskPct: after },
  );
  const action = which === 'total' ? 'risk-limit' : 'risk-per';
  const words = { before: wordOf(before), after: wordOf(after) };
  store.audit.add({ user, action, subject: String(user), ...words, updateId }, clock());
  const book = bookOf(deps, user);
  if (book !== undefined && which === 'total') settle(deps, book);
  const limits = limitsOf(deps, store.books.get(user));
  return {
    change: { which, before, after },
    limitPct: which === 'total' ? limits.totalPct : limits.perPct,
    book,
  };
}

function wordOf(pct: number | undefined): string {
  return pct === undefined ? 'usual' : `${pct}%`;
}

/** Whoever puts a limit below what is at risk is told so by the answer, and not once more by an alert. */
function settle({ store }: Needs, { user, risk, limits, now }: BookFacts): void {
  const was = store.books.riskStage(user);
  const reading = { openPct: risk.openPct, limitPct: limits.totalPct, isWhole: false };
  const stage = riskStage(was?.stage, reading);
  if (stage !== 'beyond' || was?.stage === 'beyond') return;
  store.books.setRiskStage(user, { stage, seq: was?.seq ?? 0, at: now });
}
