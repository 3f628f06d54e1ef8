import { lazy } from '../core/lazy.ts';
import type { Quote } from '../core/market.ts';
import type { QuoteBatch } from '../core/ports/market-data.ts';
import { sourceFault } from '../core/source-words.ts';
import type { Ticker } from '../core/ticker.ts';
import type { TickerState, Trouble } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import { admit } from '../rules/admit.ts';
import { readingAt } from '../rules/desk.ts';
import { formingView } from '../rules/forming.ts';
import type { RuleView } from '../rules/measure.ts';
import { hoursAt, isWorthAsking, withHeld } from './ask-hours.ts';
import { blindFacts, spellsEnded, type BlindFacts } from './blind.ts';
import {
  doubtful,
  footAll,
  readTicker,
  type AskedTicker,
  type QuotesDeps,
  type QuotesOptions,
} from './asked-ticker.ts';
import { defineScanner, type Finding, type ScanResult } from './define.ts';
import { pendingSplits } from './footing.ts';
import type { LiveRule } from './live-rules.ts';
import { judgeRule } from './judge-rule.ts';
import { createSplitCheck } from './split-check.ts';
import { troubleNotices } from './trouble.ts';

type QuotesData = {
  readonly batch: QuoteBatch;
  readonly asked: readonly AskedTicker[];
  /** Left out where time is made up. */
  readonly blind?: BlindFacts;
};

/** Prices of every ticker that has a rule, judged quote by quote. */
export function quotesScanner(options: QuotesOptions) {
  const checkSplits = createSplitCheck();
  return defineScanner<QuotesDeps, QuotesData>({
    name: 'quotes',
    pattern: options.pattern,

    async gather(deps, now) {
      const hours = hoursAt(deps.calendar, now);
      const pending = pendingSplits(deps.store, now);
      const { tickers } = deps.rules();
      const { intervalMs, isPlayed = false } = options;
      const blind = blindFacts({ ...deps, intervalMs, isPlayed, tickers }, now);
      const wanted = withHeld(deps, tickers).filter(
        (ticker) =>
          options.outsideHours ||
          pending.has(ticker) ||
          isWorthAsking(deps.store, ticker, { now, hours }),
      );
      if (wanted.length === 0) return { batch: EMPTY, asked: [], blind };
      const batch = await deps.market.quotes(wanted);
      const reading = { hours, options };
      footAll(deps, batch, now);
      const doubts = doubtful(deps, batch, { ...reading, now });
      const answers = await checkSplits(deps.bars, doubts, now);
      if (doubts.length > 0) footAll(deps, batch, now);
      const { byTicker, onBars } = deps.rules();
      const asked = wanted.map((ticker) =>
        readTicker(deps, ticker, {
          ...reading,
          answer: answers.get(ticker) ?? 'unasked',
          rules: byTicker.get(ticker) ?? [],
          waiting: onBars.get(ticker) ?? [],
        }),
      );
      return { batch, asked, blind };
    },

    scan: (data, now) => scanQuotes(data, now),
  });
}

const EMPTY: QuoteBatch = { quotes: new Map(), unknown: [], failures: [] };

/** The deciding half: which rules have something new to say, and what is remembered of each ticker. */
export function scanQuotes({ batch, asked, blind }: QuotesData, now: Instant): ScanResult {
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
  return {
    findings,
    tickers,
    blind: blind === undefined ? [] : spellsEnded(changes, blind),
    notices: troubleNotices(changes, now),
    failures,
  };
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
  const findings = judgeTicker(one, admission.quote);
  return {
    state: { ...state, quote: admission.quote, held: undefined, trouble: undefined },
    findings,
  };
}

function judgeTicker(one: AskedTicker, quote: Quote): readonly Finding[] {
  const last = one.state.quote;
  const view: Omit<RuleView, 'reference'> = {
    quote,
    previous: last && { price: last.price, at: last.at },
    priceAgo: (ms) => one.priceAgo(ms, quote.at),
    series: readingAt(one.desk, quote.at, { isLive: true }),
  };
  // Looked up once for all rules of the ticker, and only when one of them rings.
  const aside = {
    exDividend: lazy(() => one.exDividend(quote)),
    blindSince: lazy(() => last && one.blindSince(last.at)),
  };
  return one
    .rulesAt(quote)
    .map((rule) => judgeRule(rule, { ...view, ...formingOf(one, rule, quote) }, aside));
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
