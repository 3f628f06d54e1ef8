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
    /** Is known, and written once what it rang for has been. */
    know: remember,
    /** The transition that a known state came from has become this alert. What it led to since then stands. */
    rang(ruleId: number, ticker: Ticker, { state, alertId }: Rang): void {
      const later = rows.get(stateKey(ruleId, ticker))?.state;
      if (later === undefined || later.seq < state.seq) put(ruleId, ticker, { ...state, alertId });
      else if (later.seq === state.seq) put(ruleId, ticker, { ...later, alertId });
    },
    write: (): void => write([...rows.values()]),
  };
}

type Rang = { readonly state: RuleState; readonly alertId: number };
