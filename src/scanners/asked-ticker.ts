import type { Calendar } from '../core/calendar.ts';
import { exDividend } from '../core/ex-dividend.ts';
import type { Quote } from '../core/market.ts';
import type { BarKeeper, FormingBar } from '../core/ports/bar-keeper.ts';
import type { MarketData, QuoteBatch } from '../core/ports/market-data.ts';
import { splitsOf } from '../core/split.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState, type TickerState } from '../core/ticker-state.ts';
import type { Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import type { Outbox } from '../db/outbox.ts';
import type { Store } from '../db/store.ts';
import { admit, type AdmitFacts } from '../rules/admit.ts';
import { createDesk, type Desk } from '../rules/desk.ts';
import { isFarApart, type SplitFacts } from '../rules/split-jump.ts';
import type { HoursOf } from './ask-hours.ts';
import { applySplits, pendingSplits } from './footing.ts';
import type { LiveRule, LiveRules } from './live-rules.ts';
import type { PriceGate } from './price-gate.ts';
import type { SplitDoubt } from './split-check.ts';

export type QuotesDeps = {
  readonly market: MarketData;
  readonly store: Store;
  readonly calendar: Calendar;
  readonly rules: () => LiveRules;
  readonly gate: PriceGate;
  readonly bars: Pick<BarKeeper, 'read' | 'checkActions'>;
  readonly outbox: Outbox;
};

export type QuotesOptions = {
  readonly pattern: string;
  readonly intervalMs: number;
  readonly outsideHours: boolean;
  /** Time is played back: it jumps, and nothing is missed by that. */
  readonly isPlayed?: boolean | undefined;
};

/** One asked ticker, with everything that its rules are judged by. */
export type AskedTicker = {
  readonly state: TickerState;
  readonly facts: AdmitFacts;
  readonly rules: readonly LiveRule[];
  /** Its rules that wait for bars; their people are told of the ticker's troubles too. */
  readonly waiting: readonly LiveRule[];
  priceAgo(ms: number, at: Instant): number | undefined;
  /** The dividend a share that a buyer at that moment gets no more, on its first day. */
  exDividend(quote: Quote): number | undefined;
  /** Since when nothing had been seen before this look, when `lastAt` is of the last price before that. */
  blindSince(lastAt: Instant): Instant | undefined;
  /** Its closed bars, for rules that hold prices against a series. */
  readonly desk: Desk;
  /** The bar in progress as its vendor last gave it. */
  forming(timeframe: Timeframe): FormingBar | undefined;
  /** Those of its rules that a quote can make a difference to. All of them have to be judged, and it be kept. */
  rulesAt(quote: Quote): readonly LiveRule[];
};

/** How one scan looks at its tickers. */
export type Reading = {
  readonly hours: HoursOf;
  readonly options: QuotesOptions;
  readonly answer: SplitFacts['answer'];
  readonly rules: readonly LiveRule[];
  readonly waiting: readonly LiveRule[];
};

/** Before a price from after a split is judged, everything of its ticker goes onto the footing that it is on. */
export function footAll(deps: QuotesDeps, batch: QuoteBatch, now: Instant): void {
  for (const [ticker, splits] of pendingSplits(deps.store, now)) {
    const quote = batch.quotes.get(ticker);
    if (quote !== undefined) applySplits(deps, splits, { quotedAt: quote.at, now });
  }
}

/** Tickers whose new price may be a split that nobody knows of. */
export function doubtful(
  deps: QuotesDeps,
  batch: QuoteBatch,
  { now, ...reading }: Omit<Reading, 'answer' | 'rules' | 'waiting'> & { readonly now: Instant },
): readonly SplitDoubt[] {
  const doubts: SplitDoubt[] = [];
  for (const [ticker, quote] of batch.quotes) {
    const state = deps.store.quotes.get(ticker) ?? newTickerState(ticker);
    if (!isFarApart(quote, state.quote)) continue;
    const facts = factsOf(deps, state, { ...reading, answer: 'unasked' });
    const admission = admit(state, quote, { ...facts, now });
    if (admission.kind === 'unknown' && admission.asksSplit === true)
      doubts.push({ ticker, seenAt: state.quote?.at });
  }
  return doubts;
}

/** Everything that a ticker's new price is judged by, as it is kept. */
export function readTicker(deps: QuotesDeps, ticker: Ticker, reading: Reading): AskedTicker {
  const { store, gate, bars } = deps;
  const { rules, waiting } = reading;
  const state = store.quotes.get(ticker) ?? newTickerState(ticker);
  return {
    state,
    rules,
    waiting,
    desk: createDesk((timeframe) => bars.read(ticker, timeframe)),
    forming: (timeframe) => bars.read(ticker, timeframe)?.forming,
    facts: factsOf(deps, state, reading),
    priceAgo: (ms, at) => store.quotes.priceAgo(ticker, ms, at),
    blindSince: (lastAt) => store.blindSpells.since(ticker, lastAt),
    exDividend: (quote) => exDividend(store.actions.of(ticker), quote),
    rulesAt: (quote) => gate.select({ ticker, rules, last: state.quote }, quote),
  };
}

function factsOf(
  { store }: QuotesDeps,
  { ticker, quote }: TickerState,
  { hours, options, answer }: Omit<Reading, 'rules' | 'waiting'>,
): AdmitFacts {
  const market = quote?.instrument.market;
  // Where the hours are not known at all, no price can be said to be late.
  const known = market === undefined || market === 'other' ? undefined : hours(market);
  return {
    openSince: known?.openSince,
    isAssumed: known?.isAssumed ?? true,
    scanIntervalMs: options.intervalMs,
    splits: {
      answer,
      // Most prices are those that were there before, which needs no looking up.
      get known() {
        return splitsOf(store.actions.of(ticker));
      },
    },
  };
}
