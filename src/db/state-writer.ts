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

const COLUMNS = 10;

/**
 * Writes down where rules stand. A transition is one alert's, whoever writes it down again: what follows from a state that
 * is no longer the one on disk is refused, with everything else of its transaction.
 *
 * @throws Error when a rule has moved on meanwhile
 */
export function stateWriter({ sqlite }: Db): (rows: readonly StateRow[]) => void {
  const upsert = (rows: number) => {
    const slots = `(${Array(COLUMNS).fill('?').join(', ')})`;
    return sqlite.prepare<Slot[]>(
      `insert into rule_state (rule_id, ticker, phase, seq, pending_since, pending_count, rang_at, rang_value, judged_to,
         alert_id)
       values ${Array(rows).fill(slots).join(', ')}
       on conflict (rule_id, ticker) do update set phase = excluded.phase, seq = excluded.seq,
         pending_since = excluded.pending_since, pending_count = excluded.pending_count,
         rang_at = excluded.rang_at, rang_value = excluded.rang_value, judged_to = excluded.judged_to,
         alert_id = excluded.alert_id
       where excluded.seq > rule_state.seq
         or (excluded.seq = rule_state.seq and excluded.alert_id is rule_state.alert_id)`,
    );
  };
  const one = upsert(1);
  const many = upsert(AT_ONCE);

  function put(statement: ReturnType<typeof upsert>, rows: readonly StateRow[]): void {
    const { changes } = statement.run(...rows.flatMap(slotsOf));
    if (changes === rows.length) return;
    const names = rows.map(({ ruleId, ticker }) => `${ruleId}/${ticker}`).join(', ');
    throw new Error(
      `${rows.length - changes} rules stand elsewhere than was known, among ${names}`,
    );
  }

  return (rows) => {
    const whole = rows.length - (rows.length % AT_ONCE);
    for (let i = 0; i < whole; i += AT_ONCE) put(many, rows.slice(i, i + AT_ONCE));
    for (const row of rows.slice(whole)) put(one, [row]);
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
    state.alertId ?? null,
  ];
}
