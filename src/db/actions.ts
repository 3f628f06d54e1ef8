import type { CorporateAction } from '../core/market.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { insertInto } from './hot.ts';
import type { Db } from './open.ts';
import { corporateAction } from './schema/bars.ts';

/** A split that rules have not been put on the footing of yet. */
export type UnappliedSplit = {
  readonly ticker: Ticker;
  readonly split: Extract<CorporateAction, { kind: 'split' }>;
  readonly seenAt: Instant;
};

const MOST_REMEMBERED = 5_000;

/** Splits and dividends of every ticker that bars were asked for. */
export function actionStore(db: Db) {
  const { sqlite } = db;
  const ofTicker = sqlite.prepare<[string], Row>(
    'select * from corporate_action where ticker = ? order by at, kind',
  );
  const unapplied = sqlite.prepare<[], Row>(
    `select * from corporate_action where kind = 'split' and applied_at is null order by at`,
  );
  const put = insertInto(db, corporateAction, {
    onConflict: `on conflict (ticker, at, kind) do update set numerator = excluded.numerator,
      denominator = excluded.denominator, amount = excluded.amount`,
  });
  const setApplied = sqlite.prepare<[number, string, number]>(
    `update corporate_action set applied_at = ? where ticker = ? and at = ? and kind = 'split'`,
  );
  const known = new Map<Ticker, readonly CorporateAction[]>();
  return {
    /** Oldest first; the same object until one comes in. */
    of(ticker: Ticker): readonly CorporateAction[] {
      const found = known.get(ticker);
      if (found !== undefined) return found;
      if (known.size >= MOST_REMEMBERED) known.clear();
      const actions = ofTicker.all(ticker).map(toAction);
      known.set(ticker, actions);
      return actions;
    },
    /** Remembers actions; one of the same kind and moment is corrected, and stays applied when it was. */
    put(ticker: Ticker, actions: readonly CorporateAction[], now: Instant): void {
      for (const action of actions)
        put.run({ ticker, seenAt: now, appliedAt: null, ...cellsOf(action) });
      if (actions.length > 0) known.delete(ticker);
    },
    /** Splits that rules do not know of yet, oldest first. */
    unapplied: (): readonly UnappliedSplit[] =>
      unapplied.all().flatMap((row) => {
        const split = toAction(row);
        if (split.kind !== 'split') return [];
        return [{ ticker: row.ticker as Ticker, split, seenAt: instant(row.seen_at) }];
      }),
    /** Rules stand on the footing of this split from now on. */
    setApplied: (ticker: Ticker, at: Instant, now: Instant): void =>
      void setApplied.run(now, ticker, at),
    /** Reads anew what was kept; called after a transaction that failed. */
    forget: (): void => known.clear(),
  };
}

type Row = {
  readonly ticker: string;
  readonly at: number;
  readonly kind: 'split' | 'dividend';
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
  readonly seen_at: number;
};

function cellsOf(action: CorporateAction) {
  return action.kind === 'split'
    ? { ...action, amount: null }
    : { ...action, numerator: null, denominator: null };
}

function toAction({ at, kind, numerator, denominator, amount }: Row): CorporateAction {
  return kind === 'split'
    ? { kind, at: instant(at), numerator: numerator ?? NaN, denominator: denominator ?? NaN }
    : { kind, at: instant(at), amount: amount ?? NaN };
}
