import type { Place } from '../core/people.ts';
import type { StoredRule } from '../core/records.ts';
import type { Target } from '../core/target.ts';
import type { Ticker } from '../core/ticker.ts';
import type { listStore } from './lists.ts';
import type { ruleStore } from './rules.ts';
import type { watchStore } from './watches.ts';

type Needs = {
  readonly rules: ReturnType<typeof ruleStore>;
  readonly lists: ReturnType<typeof listStore>;
  readonly watches: ReturnType<typeof watchStore>;
};

/** What rules are about at this moment; lists and watchlists change, and their rules with them. */
export function targetStore({ rules, lists, watches }: Needs) {
  const tickersOf = ({ target, place }: { target: Target; place: Place }): readonly Ticker[] => {
    switch (target.kind) {
      case 'ticker':
        return [target.ticker];
      case 'list':
        return lists.tickers(place.chat, target.name) ?? [];
      case 'all':
        return watches.ofChat(place.chat);
    }
  };
  return {
    tickersOf,
    /** Rules that are on and judged on a ticker, in any chat. */
    judging: (ticker: Ticker): readonly StoredRule[] => [
      ...rules.onTicker(ticker),
      ...rules.onSeveral().filter((rule) => tickersOf(rule).includes(ticker)),
    ],
  };
}
