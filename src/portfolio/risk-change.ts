import type { RiskLook, RiskLookRow } from '../core/risk-day.ts';

/** What one position has added to the open risk, and what it comes from. Money in the book's currency. */
type RiskMove = {
  readonly name: string;
  readonly by: number;
  readonly why: readonly RiskCause[];
};

type RiskCause =
  | { readonly kind: 'opened' | 'closed' | 'uncounted' | 'counted' | 'rate' }
  | { readonly kind: 'quantity' | 'price'; readonly from: number; readonly to: number }
  /** Undefined: there was none, or is none any more. */
  | { readonly kind: 'stop'; readonly from: number | undefined; readonly to: number | undefined };

export type RiskChange = {
  readonly before: RiskLook;
  readonly now: RiskLook;
  readonly openBy: number;
  /** Greatest change first, up or down; positions whose risk is as it was are left out unless their stop went. */
  readonly moves: readonly RiskMove[];
};

/** Smaller than that in money, nothing has changed. */
const LEAST = 0.005;

/** Holds a book's risk against what it was. Undefined where the two are told in different currencies. */
export function riskChange(before: RiskLook, now: RiskLook): RiskChange | undefined {
  if (before.currency !== now.currency) return undefined;
  const was = new Map(before.rows.map((row) => [row.positionId, row]));
  const is = new Map(now.rows.map((row) => [row.positionId, row]));
  const ids = new Set([...was.keys(), ...is.keys()]);
  const moves = [...ids].map((id) => moveOf(was.get(id), is.get(id)));
  return {
    before,
    now,
    openBy: now.open - before.open,
    moves: moves.filter(isWorthTelling).sort((a, b) => Math.abs(b.by) - Math.abs(a.by)),
  };
}

function isWorthTelling({ by, why }: RiskMove): boolean {
  return Math.abs(by) >= LEAST || why.some(({ kind }) => kind !== 'price' && kind !== 'rate');
}

function moveOf(was: RiskLookRow | undefined, is: RiskLookRow | undefined): RiskMove {
  const by = (is?.atStop ?? 0) - (was?.atStop ?? 0);
  return { name: (is ?? was)?.name ?? '', by, why: causesOf(was, is, by) };
}

function causesOf(
  was: RiskLookRow | undefined,
  is: RiskLookRow | undefined,
  by: number,
): readonly RiskCause[] {
  if (was === undefined) return [{ kind: 'opened' }];
  if (is === undefined) return [{ kind: 'closed' }];
  const causes: RiskCause[] = [];
  if (was.quantity !== is.quantity)
    causes.push({ kind: 'quantity', from: was.quantity, to: is.quantity });
  if (was.stop !== is.stop) causes.push({ kind: 'stop', from: was.stop, to: is.stop });
  if (was.price !== undefined && is.price !== undefined && was.price !== is.price)
    causes.push({ kind: 'price', from: was.price, to: is.price });
  if (isCounted(was) !== isCounted(is))
    causes.push({ kind: isCounted(is) ? 'counted' : 'uncounted' });
  if (causes.length === 0 && Math.abs(by) >= LEAST) causes.push({ kind: 'rate' });
  return causes;
}

/** What has a stop and yet no risk had no price or no rate. */
function isCounted({ stop, atStop }: RiskLookRow): boolean {
  return stop === undefined || atStop !== undefined;
}
