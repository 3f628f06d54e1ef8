import { lastDueClose } from '../core/bar-time.ts';
import { nextClose } from '../core/next-close.ts';
import type { MarketId, Quote } from '../core/market.ts';
import type { StoredRule } from '../core/records.ts';
import type { RuleState } from '../core/rule.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, MINUTE_MS, plus, type Instant } from '../core/time.ts';
import { madeFrom, type Timeframe } from '../core/timeframe.ts';
import type { ReadyRule } from '../rules/ready.ts';
import { receiptOf } from '../rules/receipt.ts';
import type { AppDeps } from './deps.ts';
import { graceOf } from './bar-due.ts';
import { readyFor, ruleSight } from './rule-sight.ts';
import { sessionFacts } from './session.ts';
import type { BarStock, MarketFacts, PaceBar, WhyFacts } from './why-facts.ts';

export type WhyDeps = Pick<
  AppDeps,
  | 'store'
  | 'bars'
  | 'calendar'
  | 'clock'
  | 'defaultZone'
  | 'maxAlertsPerMinute'
  | 'quotesEveryMs'
  | 'nextScan'
>;

/** How long a look at bars may take until they are there. */
const FETCH_MS = MINUTE_MS;

type About = {
  readonly rule: StoredRule;
  readonly ready: ReadyRule | undefined;
  readonly ticker: Ticker;
  readonly market: MarketId | undefined;
  readonly state: RuleState;
  readonly now: Instant;
};

/** Reads together what is kept about one rule on one ticker. Asks nobody. */
export function gatherWhy(deps: WhyDeps, rule: StoredRule, ticker: Ticker): WhyFacts {
  const { store } = deps;
  const now = deps.clock();
  const ready = readyFor(deps, rule);
  const known = store.quotes.get(ticker);
  const quote = known?.quote;
  const state = store.rules.state(rule.id, ticker);
  const market = quote?.instrument.market;
  const about: About = { rule, ready, ticker, market, state, now };
  const chat = store.chats.get(rule.place.chat);
  const hours = market && hoursOf(deps, market, now);
  const series = stockOf(deps, about);
  const bar = paceBarOf(deps, about, series);
  return {
    now,
    rule,
    ready,
    ticker,
    chat: { isActive: chat?.status === 'active', why: chat?.goneWhy },
    mutes: store.mutes.live(rule.place.chat, now),
    price: { quote, trouble: known?.trouble },
    hours,
    scanIntervalMs: deps.quotesEveryMs,
    series,
    bar,
    ...readingOf(deps, about, { quote, series }),
    state,
    rate: {
      count: store.alerts.countSince(
        rule.place.chat,
        plus(now, -MINUTE_MS),
        deps.maxAlertsPerMinute,
      ),
      most: deps.maxAlertsPerMinute,
    },
    nextLook: bar ? barLook(deps, about, bar) : quoteLook(deps, hours, now),
  };
}

/** The condition held against what was read last. */
function readingOf(
  deps: WhyDeps,
  { rule, ready, ticker }: About,
  { quote, series }: { quote: Quote | undefined; series: readonly BarStock[] },
): Pick<WhyFacts, 'part' | 'readAt'> {
  const sight = ruleSight(deps, rule, { ticker, quote });
  if (sight === undefined || ready === undefined) return { part: undefined, readAt: undefined };
  const { condition, modifiers } = ready.rule;
  const isStill = ready.compiled.pace.kind !== 'bars';
  const barsOf = (timeframe: Timeframe) =>
    series.find((one) => one.timeframe === timeframe)?.has ?? 0;
  return {
    part: receiptOf(condition, modifiers, { view: sight.view, isStill, barsOf }),
    readAt: sight.view.quote.at,
  };
}

function hoursOf({ calendar }: WhyDeps, market: MarketId, now: Instant): MarketFacts {
  const session = sessionFacts(calendar, market, now);
  const last = calendar.lastSession(market, now);
  return {
    session,
    openSince: session.isOpen ? last?.opensAt : undefined,
    closedAt: session.isOpen ? undefined : last?.closesAt,
    isAssumed: last?.assumed ?? true,
  };
}

function stockOf(deps: WhyDeps, about: About): readonly BarStock[] {
  const { ready, ticker } = about;
  return [...(ready?.compiled.needs.bars ?? [])].map(([timeframe, needs]) => {
    const kept = deps.bars.read(ticker, timeframe);
    const last = kept?.closesAt.at(-1);
    const lastClosedAt = last === undefined ? undefined : instant(last);
    return {
      timeframe,
      needs,
      has: kept?.closesAt.length ?? 0,
      lastClosedAt,
      source: kept?.source,
      askedAt: kept?.askedAt,
      trouble: deps.store.bars.about(ticker, madeFrom(timeframe))?.trouble,
      overdue: overdueOf(deps, about, { timeframe, lastClosedAt }),
    };
  });
}

/** The close of a bar that a look since then should have brought. */
function overdueOf(
  deps: WhyDeps,
  { market, ticker, now }: About,
  { timeframe, lastClosedAt }: Pick<BarStock, 'timeframe' | 'lastClosedAt'>,
): Instant | undefined {
  if (market === undefined || lastClosedAt === undefined) return undefined;
  const hours = { market, calendar: deps.calendar };
  const graceMs = graceOf(deps, { ticker, timeframe: madeFrom(timeframe) });
  const due = lastDueClose(timeframe, hours, plus(now, -graceMs));
  if (due === undefined || due <= lastClosedAt) return undefined;
  const look = deps.nextScan(timeframe, plus(due, graceMs - 1));
  return look !== undefined && look + FETCH_MS <= now ? due : undefined;
}

function paceBarOf(
  { store, calendar }: WhyDeps,
  { ready, ticker, market, state, now }: About,
  series: readonly BarStock[],
): PaceBar | undefined {
  const pace = ready?.compiled.pace;
  if (pace?.kind !== 'bars') return undefined;
  const { timeframe } = pace;
  const hours = market && { market, calendar };
  const judged = Math.max(store.judged.to(ticker, timeframe) ?? -1, state.judgedTo ?? -1);
  const kept = series.find((one) => one.timeframe === timeframe)?.lastClosedAt;
  const closed = Math.max(kept ?? -1, (hours && lastDueClose(timeframe, hours, now)) ?? -1);
  return {
    timeframe,
    judgedTo: judged < 0 ? undefined : instant(judged),
    isWaiting: closed > judged,
    nextClose: hours && nextClose(timeframe, hours, now),
  };
}

/** When the scan looks that will find the bar: the one waited for, or the next to close. */
function barLook(deps: WhyDeps, { ticker, now }: About, bar: PaceBar): Instant | undefined {
  const { timeframe, isWaiting, nextClose: next } = bar;
  if (isWaiting) return deps.nextScan(timeframe, now);
  if (next === undefined) return undefined;
  const graceMs = graceOf(deps, { ticker, timeframe: madeFrom(timeframe) });
  return deps.nextScan(timeframe, plus(next, graceMs - 1));
}

function quoteLook(
  { nextScan }: WhyDeps,
  hours: MarketFacts | undefined,
  now: Instant,
): Instant | undefined {
  const { session } = hours ?? {};
  const opening = session?.isOpen === false ? session.change : undefined;
  if (session?.isOpen === false && opening === undefined) return undefined;
  return nextScan(undefined, opening ? plus(opening.at, -1) : now);
}
