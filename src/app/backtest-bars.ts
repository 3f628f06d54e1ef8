import type { Calendar } from '../core/calendar.ts';
import type { MarketId } from '../core/market.ts';
import type { BarWant } from '../core/ports/bar-keeper.ts';
import type { Ticker } from '../core/ticker.ts';
import { DAY_MS, instant, plus, type Instant } from '../core/time.ts';
import { lengthOf, madeFrom, type Timeframe } from '../core/timeframe.ts';
import { KEEP_BARS_MS } from '../db/bars.ts';
import type { BacktestLine } from '../rules/backtest-line.ts';
import { sinceAt } from '../rules/backtest-words.ts';
import { compileRule, type CompiledRule } from '../rules/compile.ts';
import { ringPolicy } from '../rules/policy.ts';
import type { ReadyRule } from '../rules/ready.ts';
import type { Rule } from '../rules/rule.ts';
import { reachOf } from './bar-plan.ts';
import { outlookTimeframe } from './rule-wants.ts';

/** How far back a rule is tried when nobody says: as long as that, or as far as its bars go. */
export const USUAL_SPAN_MS = 5 * 365.25 * DAY_MS;

/** A rule, and the bars on whose closes it is judged. */
export type Side = { readonly ready: ReadyRule; readonly timeframe: Timeframe };

/** The entry, and the exit where there is one. */
export type Sides = readonly Side[];

/** Both sides of a line made ready. */
export function sidesOf({ entry, trade, since }: BacktestLine, now: Instant): Sides {
  const from = since ? sinceAt(since, now) : plus(now, -USUAL_SPAN_MS);
  return [entry, ...(trade?.exit ? [trade.exit] : [])].map((rule) => sideOf(rule, from, now));
}

function sideOf(rule: Rule, since: Instant, now: Instant): Side {
  const compiled = compileRule(rule);
  const ready = { rule, compiled, policy: ringPolicy(rule, compiled) };
  return { ready, timeframe: timeframeOf(compiled, since, now) };
}

/** The earliest moment of which bars of this length are kept. */
export function earliestOf(timeframe: Timeframe, now: Instant): Instant {
  const keptMs = KEEP_BARS_MS[madeFrom(timeframe)];
  return instant(Math.max(0, Math.ceil((now - keptMs) / DAY_MS) * DAY_MS));
}

/**
 * The bars on whose closes a rule is tried: those that set its pace. One that is judged on quotes is tried on the shortest
 * that go back far enough, as far as its own spans of time can be seen in them.
 */
function timeframeOf(compiled: CompiledRule, since: Instant, now: Instant): Timeframe {
  const own = outlookTimeframe(compiled);
  if (compiled.pace.kind !== 'quotes' || since >= earliestOf(own, now)) return own;
  const shortestMs = Math.min(...compiled.needs.spansMs);
  return shortestMs < DAY_MS ? own : '1d';
}

type About = { readonly ticker: Ticker; readonly market: MarketId };
type Stretch = { readonly since: Instant; readonly now: Instant; readonly calendar: Calendar };

/** Every series that it takes to try a rule from a moment on, with what its values need to be right by then. */
export function backtestWants(
  { ready, timeframe }: Side,
  about: About,
  stretch: Stretch,
): readonly BarWant[] {
  const counts = new Map<Timeframe, number>([
    [timeframe, 0],
    ['1d', 5],
    ...ready.compiled.needs.bars,
  ]);
  return [...counts].map(([length, needed]) => {
    const want = { ...about, timeframe: length };
    return { ...want, bars: needed + countSince(want, stretch) };
  });
}

/** How many bars must be asked for so that they reach back to a moment, or as far as any are kept. */
function countSince(want: Omit<BarWant, 'bars'>, { since, now, calendar }: Stretch): number {
  const reaches = (bars: number) => reachOf({ ...want, bars }, calendar, now) <= since;
  // Round the clock is the most that there can be.
  const most = Math.ceil(
    (now - Math.max(since, earliestOf(want.timeframe, now))) / lengthOf(want.timeframe),
  );
  let few = 0;
  let many = Math.max(1, most);
  if (!reaches(many)) return many;
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (reaches(middle)) many = middle;
    else few = middle;
  }
  return many;
}
