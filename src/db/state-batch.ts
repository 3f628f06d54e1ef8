import type { RuleState } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import type { StateRow } from './state-writer.ts';

/** A rule's place among states: one for each of its tickers. */
export function stateKey(ruleId: number, ticker: string): string {
  return `${ruleId}/${ticker}`;
}

type Batching = {
  readonly remember: (ruleId: number, ticker: Ticker, state: RuleState) => void;
  readonly write: (rows: readonly StateRow[]) => void;
};

/** Many states of one transaction: each is known as soon as it is put, and on disk after `write`. */
export function stateBatch({ remember, write }: Batching) {
  const rows = new Map<string, StateRow>();
  const put = (ruleId: number, ticker: Ticker, state: RuleState): void => {
    remember(ruleId, ticker, state);
    rows.set(stateKey(ruleId, ticker), { ruleId, ticker, state });
  };
  return {
    put,
    /** The transition that `seq` numbers has become this alert. */
    rang(ruleId: number, ticker: Ticker, { seq, alertId }: Numbered): void {
      const state = rows.get(stateKey(ruleId, ticker))?.state;
      if (state?.seq === seq) put(ruleId, ticker, { ...state, alertId });
    },
    /** Is known, but not written with the others. */
    take(ruleId: number, ticker: Ticker): RuleState | undefined {
      const key = stateKey(ruleId, ticker);
      const state = rows.get(key)?.state;
      rows.delete(key);
      return state;
    },
    write: (): void => write([...rows.values()]),
  };
}

type Numbered = { readonly seq: number; readonly alertId: number };
