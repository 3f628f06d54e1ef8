import type { Quote } from '../core/market.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import { createDesk, type Desk } from '../rules/desk.ts';
import { readyRule, type ReadyRule } from '../rules/ready.ts';
import { sightOf, type Sight } from '../rules/sight.ts';
import type { AppDeps } from './deps.ts';

export type SightDeps = Pick<AppDeps, 'store' | 'bars'>;

/** A stored rule held against one ticker, from what is kept. */
export type RuleSight = Sight & { readonly ready: ReadyRule; readonly quote: Quote };

/** One ticker's bars as they are kept, laid out for rules. */
export function deskOf({ bars }: Pick<SightDeps, 'bars'>, ticker: Ticker): Desk {
  return createDesk((timeframe) => bars.read(ticker, timeframe));
}

/** A stored rule ready to judge, its score being its chat's own. */
export function readyFor({ store }: Pick<SightDeps, 'store'>, rule: StoredRule) {
  return readyRule(rule.text, store.chats.get(rule.place.chat)?.score);
}

/** A rule on one ticker as it stands, nothing asked of anybody; undefined while there is nothing to judge it by. */
export function ruleSight(
  deps: SightDeps,
  rule: StoredRule,
  { ticker, quote }: { ticker: Ticker; quote: Quote | undefined },
): RuleSight | undefined {
  const ready = readyFor(deps, rule);
  if (ready === undefined || quote === undefined) return undefined;
  const sight = sightOf(ready, {
    quote,
    desk: deskOf(deps, ticker),
    reference: rule.reference,
    priceAgo: (ms) => deps.store.quotes.priceAgo(ticker, ms, quote.at),
  });
  return sight && { ...sight, ready, quote };
}
