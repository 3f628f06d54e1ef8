import type { Calendar } from '../core/calendar.ts';
import type { MarketId, Quote } from '../core/market.ts';
import type { BarKeeper, FormingBar } from '../core/ports/bar-keeper.ts';
import type { MarketData, QuoteBatch } from '../core/ports/market-data.ts';
import { sourceFault } from '../core/source-words.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState, type TickerState, type Trouble } from '../core/ticker-state.ts';
import { MINUTE_MS, type Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { Store } from '../db/store.ts';
import { admit, type AdmitFacts } from '../rules/admit.ts';
import { createDesk, readingAt, type Desk } from '../rules/desk.ts';
import { formingView } from '../rules/forming.ts';
import type { RuleView } from '../rules/measure.ts';
import { defineScanner, type Finding, type ScanResult } from './define.ts';
import type { LiveRule, LiveRules } from './live-rules.ts';
import { judgeRule } from './judge-rule.ts';
import type { PriceGate } from './price-gate.ts';
import { troubleNotices } from './trouble.ts';

export type QuotesDeps = {
  readonly market: MarketData;
  readonly store: Store;
  readonly calendar: Calendar;
  readonly rules: () => LiveRules;
  readonly gate: PriceGate;
  readonly bars: Pick<BarKeeper, 'read'>;
};

export type QuotesOptions = {
  readonly pattern: string;
  readonly intervalMs: number;
  readonly outsideHours: boolean;
};

/** One asked ticker, with everything that its rules are judged by. */
export type AskedTicker = {
  readonly state: TickerState;
  readonly facts: AdmitFacts;
  readonly rules: readonly LiveRule[];
  /** Its rules that wait for bars; their people are told of the ticker's troubles too. */
  readonly waiting: readonly LiveRule[];
  priceAgo(ms: number, at: Instant): number | undefined;
  /** Its closed bars, for rules that hold prices against a series. */
  readonly desk: Desk;
  /** The bar in progress as its vendor last gave it. */
  forming(timeframe: Timeframe): FormingBar | undefined;
  /** Those of its rules that a quote can make a difference to. All of them have to be judged, and it be kept. */
  rulesAt(quote: Quote): readonly LiveRule[];
};

type QuotesData = { readonly batch: QuoteBatch; readonly asked: readonly AskedTicker[] };

// Feeds run late, and the closing price comes after the close.
const ASK_AFTER_CLOSE_MS = 45 * MINUTE_MS;

/** Prices of every ticker that has a rule, judged quote by quote. */
export function quotesScanner(options: QuotesOptions) {
  return defineScanner<QuotesDeps, QuotesData>({
    name: 'quotes',
    pattern: options.pattern,

    async gather(deps, now) {
      const hours = hoursAt(deps.calendar, now);
      const wanted = deps
        .rules()
        .tickers.filter(
          (ticker) => options.outsideHours || isWorthAsking(deps, ticker, { now, hours }),
        );
      if (wanted.length === 0) return { batch: EMPTY, asked: [] };
      const batch = await deps.market.quotes(wanted);
      const { byTicker, onBars } = deps.rules();
      const asked = wanted.map((ticker) =>
        readTicker(deps, ticker, {
          hours,
          options,
          rules: byTicker.get(ticker) ?? [],
          waiting: onBars.get(ticker) ?? [],
        }),
      );
      return { batch, asked };
    },

    scan: ({ batch, asked }, now) => scanQuotes(batch, asked, now),
  });
}

const EMPTY: QuoteBatch = { quotes: new Map(), unknown: [], failures: [] };

/** The deciding half: which rules have something new to say, and what is remembered of each ticker. */
export function scanQuotes(
  batch: QuoteBatch,
  asked: readonly AskedTicker[],
  now: Instant,
): ScanResult {
  const findings: Finding[] = [];
  const tickers: TickerState[] = [];
  const changes: { before: TickerState; after: TickerState; rules: readonly LiveRule[] }[] = [];
  for (const one of asked) {
    const { state, findings: found } = scanTicker(one, batch, now);
    findings.push(...found);
    if (state !== one.state) tickers.push(state);
    changes.push({ before: one.state, after: state, rules: [...one.rules, ...one.waiting] });
  }
  // Single tickers that fail are told of by their trouble; the run has failed when nothing came at all.
  const isBlind = batch.quotes.size === 0;
  const failures = isBlind
    ? [...new Set(batch.failures.map(({ source, detail }) => named(source, detail)))]
    : [];
  return { findings, tickers, notices: troubleNotices(changes, now), failures };
}

function scanTicker(one: AskedTicker, batch: QuoteBatch, now: Instant) {
  const { state } = one;
  const quote = batch.quotes.get(state.ticker);
  if (quote === undefined)
    return { state: troubled(state, missing(state.ticker, batch), now), findings: [] };
  const admission = admit(state, quote, { ...one.facts, now });
  if (admission.kind === 'same') return { state: settled(state), findings: [] };
  if (admission.kind === 'unknown') {
    return {
      state: { ...troubled(state, admission.why, now), held: admission.held },
      findings: [],
    };
  }
  const last = state.quote;
  const view: Omit<RuleView, 'reference'> = {
    quote,
    previous: last && { price: last.price, at: last.at },
    priceAgo: (ms) => one.priceAgo(ms, quote.at),
    series: readingAt(one.desk, quote.at, { isLive: true }),
  };
  const findings = one
    .rulesAt(quote)
    .map((rule) => judgeRule(rule, { ...view, ...formingOf(one, rule, quote) }));
  return { state: { ...state, quote, held: undefined, trouble: undefined }, findings };
}

/** For a rule that does not wait for closes, series that go on with the bar in progress. */
function formingOf({ desk, forming }: AskedTicker, { compiled: { pace } }: LiveRule, quote: Quote) {
  return pace.kind === 'forming' ? formingView({ desk, quote, forming }, pace.timeframe) : {};
}

/** The fault as the log wants it, with whose it is said once. */
function named(source: string, detail: string): string {
  return detail.startsWith(`${source}:`) ? detail : `${source}: ${detail}`;
}

function missing(ticker: Ticker, batch: QuoteBatch): string {
  const failure = batch.failures.find((one) => one.ticker === ticker);
  return failure === undefined ? UNKNOWN_TICKER : sourceFault(failure);
}

const UNKNOWN_TICKER = 'the price source does not know this ticker';

function troubled(state: TickerState, why: string, now: Instant): TickerState {
  const known = state.trouble;
  // "Could not ask" may turn out to be "does not exist", which waiting will not mend.
  const isNews = why === UNKNOWN_TICKER && known?.why !== UNKNOWN_TICKER;
  const trouble: Trouble = {
    why,
    since: known?.since ?? now,
    // The second bad reading in a row is told; one alone is often gone with the next.
    isTold: known !== undefined && !isNews,
  };
  return { ...state, trouble };
}

function settled(state: TickerState): TickerState {
  return state.trouble === undefined ? state : { ...state, trouble: undefined };
}

type Hours = {
  readonly openSince: Instant | undefined;
  readonly closedAt: Instant | undefined;
  readonly isAssumed: boolean;
};
type HoursOf = (market: MarketId) => Hours;

/** Every market's hours at one moment, looked up once a scan however many tickers trade there. */
function hoursAt(calendar: Calendar, now: Instant): HoursOf {
  const known = new Map<MarketId, Hours>();
  return (market) => {
    const found = known.get(market);
    if (found !== undefined) return found;
    const last = calendar.lastSession(market, now);
    const openSince = calendar.isOpen(market, now) ? last?.opensAt : undefined;
    const hours = {
      openSince,
      closedAt: openSince === undefined ? last?.closesAt : undefined,
      isAssumed: last?.assumed ?? true,
    };
    known.set(market, hours);
    return hours;
  };
}

function isWorthAsking(
  { store }: QuotesDeps,
  ticker: Ticker,
  { now, hours }: { readonly now: Instant; readonly hours: HoursOf },
): boolean {
  const known = store.quotes.get(ticker)?.quote;
  if (known === undefined) return true;
  const { openSince, closedAt } = hours(known.instrument.market);
  if (openSince !== undefined) return true;
  return closedAt !== undefined && now - closedAt <= ASK_AFTER_CLOSE_MS + known.delayMs;
}

type Reading = {
  readonly hours: HoursOf;
  readonly options: QuotesOptions;
  readonly rules: readonly LiveRule[];
  readonly waiting: readonly LiveRule[];
};

function readTicker(
  { store, gate, bars }: QuotesDeps,
  ticker: Ticker,
  { hours, options, rules, waiting }: Reading,
): AskedTicker {
  const state = store.quotes.get(ticker) ?? newTickerState(ticker);
  const market = state.quote?.instrument.market;
  // Where the hours are not known at all, no price can be said to be late.
  const known = market === undefined || market === 'other' ? undefined : hours(market);
  return {
    state,
    rules,
    waiting,
    desk: createDesk((timeframe) => bars.read(ticker, timeframe)),
    forming: (timeframe) => bars.read(ticker, timeframe)?.forming,
    facts: {
      openSince: known?.openSince,
      isAssumed: known?.isAssumed ?? true,
      scanIntervalMs: options.intervalMs,
    },
    priceAgo: (ms, at) => store.quotes.priceAgo(ticker, ms, at),
    rulesAt: (quote) => gate.select({ ticker, rules, last: state.quote }, quote),
  };
}
