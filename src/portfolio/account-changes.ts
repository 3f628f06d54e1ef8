import type { Position } from '../core/position.ts';
import type { Trade } from '../core/trade.ts';
import type { Held, Reconciled } from './reconcile.ts';

/** One thing that the broker has otherwise than it was kept. */
export type Difference = {
  readonly kind: 'opened' | 'closed' | 'changed' | 'split';
  readonly symbol: string;
  readonly before: Position | undefined;
  readonly after: Held | undefined;
  /** What explains it, as far as it is known. */
  readonly trades: readonly Omit<Trade, 'id'>[];
};

/** Everything that a reading found otherwise. */
export function differencesOf(
  { opened, changed, closed }: Reconciled,
  tradesOf: (one: Omit<Difference, 'trades'>) => Difference['trades'],
): readonly Difference[] {
  const again = new Set(opened.map(({ symbol }) => symbol));
  const found: readonly Omit<Difference, 'trades'>[] = [
    ...changed.map(({ before, after, split }) => ({
      kind: split === undefined ? ('changed' as const) : ('split' as const),
      symbol: after.symbol,
      before,
      after,
    })),
    ...opened.map((after) => ({
      kind: 'opened' as const,
      symbol: after.symbol,
      before: closed.find(({ symbol }) => symbol === after.symbol),
      after,
    })),
    ...closed
      .filter(({ symbol }) => !again.has(symbol))
      .map((before) => ({
        kind: 'closed' as const,
        symbol: before.symbol,
        before,
        after: undefined,
      })),
  ];
  return found.map((one) => ({ ...one, trades: tradesOf(one) }));
}
