import type { Autopsy } from '../support/autopsy.ts';
import type { SwingingMarket } from '../support/swinging-market.ts';
import type { Db } from '../../src/db/open.ts';

export type Transitions = {
  /** Crossings that the admitted prices made, each once per rule. */
  readonly expected: number;
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  readonly invented: readonly string[];
};

type Price = { readonly at: number; readonly price: number };
type RuleRow = { readonly id: number; readonly ticker: string; readonly text: string };

const MIDDLE = 100;

/**
 * Works out from the prices alone which rule should have rung when, and compares it with the alerts written down.
 * A life admits at most one price a ticker (quotes are kept for longer than it lasts), so what each kill left behind
 * is every price that was ever admitted.
 */
export function checkTransitions(
  db: Db,
  autopsies: readonly Autopsy[],
  market: SwingingMarket,
): Transitions {
  const histories = new Map(
    market.symbols.map((symbol) => [symbol, historyOf(autopsies, symbol)] as const),
  );
  const rules = db.sqlite.prepare<[], RuleRow>('select id, ticker, text from rule').all();
  const expected = new Set(rules.flatMap((rule) => rings(rule, histories.get(rule.ticker) ?? [])));
  const written = db.sqlite
    .prepare<[], string>("select rule_id || ' at ' || fired_at from alert")
    .pluck()
    .all();
  const counts = Map.groupBy(written, (one) => one);
  const neverServed = [...histories].flatMap(([symbol, prices]) =>
    prices
      .filter(({ at, price }) => !market.hasServed(symbol, at / 1000, price))
      .map(({ at, price }) => `${symbol} was never ${price} at ${at}`),
  );
  return {
    expected: expected.size,
    missing: [...expected].filter((one) => !counts.has(one)).map((one) => `no alert: rule ${one}`),
    doubled: [...counts].flatMap(([one, { length }]) =>
      length > 1 ? [`${length} alerts for one transition: rule ${one}`] : [],
    ),
    invented: [
      ...neverServed,
      ...[...counts.keys()]
        .filter((one) => !expected.has(one))
        .map((one) => `no price crossed: rule ${one}`),
    ],
  };
}

function historyOf(autopsies: readonly Autopsy[], symbol: string): readonly Price[] {
  const seen = autopsies.flatMap(({ prices }) => prices.get(symbol) ?? []);
  return seen.filter(({ at }, i) => at !== seen[i - 1]?.at);
}

function rings({ id, text }: RuleRow, prices: readonly Price[]): readonly string[] {
  const isUp = text.includes('>');
  const crossings = prices.flatMap(({ at, price }, i) => {
    const before = prices[i - 1]?.price;
    if (before === undefined || price > MIDDLE === before > MIDDLE) return [];
    return price > MIDDLE === isUp ? [`${id} at ${at}`] : [];
  });
  return text.includes('every:once') ? crossings.slice(0, 1) : crossings;
}
