import type { Position } from '../core/position.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';

/** What is to be held of a ticker. Price in whole `currency`. */
export type Holding = {
  readonly ticker: Ticker;
  readonly name: string;
  readonly currency: string;
  readonly quantity: number;
  readonly averagePrice: number;
  /** When it was bought first; undefined where nobody says. */
  readonly openedAt: Instant | undefined;
};

/** How a list of holdings differs from what is kept. What is kept and not in the list stays as it is. */
export type HoldingsDiff = {
  readonly fresh: readonly Holding[];
  readonly changed: readonly { readonly before: Position; readonly to: Holding }[];
  readonly same: readonly Holding[];
  readonly absent: readonly Position[];
};

/** Files round to so much of a value; what differs by less has not changed. */
const ROUNDING = 1e-6;

/** Holds a list against what is kept of one account. */
export function diffHoldings(kept: readonly Position[], listed: readonly Holding[]): HoldingsDiff {
  const byTicker = new Map(kept.map((one) => [one.ticker, one]));
  const held = (one: Holding) => byTicker.get(one.ticker);
  const tickers = new Set<Ticker | undefined>(listed.map(({ ticker }) => ticker));
  return {
    fresh: listed.filter((one) => held(one) === undefined),
    changed: listed.flatMap((to) => {
      const before = held(to);
      return before === undefined || isSame(before, to) ? [] : [{ before, to }];
    }),
    same: listed.filter((one) => {
      const before = held(one);
      return before !== undefined && isSame(before, one);
    }),
    absent: kept.filter(({ ticker }) => !tickers.has(ticker)),
  };
}

function isSame(before: Position, to: Holding): boolean {
  const isNear = (a: number, b: number) => Math.abs(a - b) <= ROUNDING * Math.max(a, b);
  return (
    isNear(before.quantity, to.quantity) &&
    isNear(before.averagePrice, to.averagePrice) &&
    (to.openedAt === undefined || to.openedAt === before.openedAt)
  );
}
