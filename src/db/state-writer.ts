import type { RuleState } from '../core/rule.ts';
import type { Db } from './open.ts';

export type StateRow = {
  readonly ruleId: number;
  readonly ticker: string;
  readonly state: RuleState;
};

type Slot = string | number | null;

/** So many rows go with one statement: a storm changes thousands, and half the cost of one is that of calling. */
const AT_ONCE = 100;

const COLUMNS = 9;

/** Writes down where rules stand. */
export function stateWriter({ sqlite }: Db): (rows: readonly StateRow[]) => void {
  const upsert = (rows: number) => {
    const slots = `(${Array(COLUMNS).fill('?').join(', ')})`;
    return sqlite.prepare<Slot[]>(
      `insert into rule_state (rule_id, ticker, phase, seq, pending_since, pending_count, rang_at, rang_value, judged_to)
       values ${Array(rows).fill(slots).join(', ')}
       on conflict (rule_id, ticker) do update set phase = excluded.phase, seq = excluded.seq,
         pending_since = excluded.pending_since, pending_count = excluded.pending_count,
         rang_at = excluded.rang_at, rang_value = excluded.rang_value, judged_to = excluded.judged_to`,
    );
  };
  const one = upsert(1);
  const many = upsert(AT_ONCE);
  return (rows) => {
    const whole = rows.length - (rows.length % AT_ONCE);
    for (let i = 0; i < whole; i += AT_ONCE)
      many.run(...rows.slice(i, i + AT_ONCE).flatMap(slotsOf));
    for (const row of rows.slice(whole)) one.run(...slotsOf(row));
  };
}

function slotsOf({ ruleId, ticker, state }: StateRow): readonly Slot[] {
  return [
    ruleId,
    ticker,
    state.phase,
    state.seq,
    state.pendingSince ?? null,
    state.pendingCount,
    state.rangAt ?? null,
    state.rangValue ?? null,
    state.judgedTo ?? null,
  ];
}
