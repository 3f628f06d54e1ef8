import type { Quote } from '../core/market.ts';
import type { StoredRule } from '../core/records.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { createDesk, type Desk } from '../rules/desk.ts';
import { formingView } from '../rules/forming.ts';
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
  const desk = deskOf(deps, ticker);
  const sight = sightOf(ready, {
    quote,
    desk,
    reference: rule.reference,
    priceAgo: (ms) => deps.store.quotes.priceAgo(ticker, ms, quote.at),
  });
  if (sight === undefined) return undefined;
  const { compiled } = ready;
  if (compiled.pace.kind !== 'forming') return { ...sight, ready, quote };
  // As the scan will see it: series go on with the bar in progress.
  const forming = (timeframe: Timeframe) => deps.bars.read(ticker, timeframe)?.forming;
  const going = formingView({ desk, quote, forming }, compiled.pace.timeframe);
  const view = { ...sight.view, ...going };
  return { ...sight, view, judgement: compiled.judge(view), ready, quote };
}
