import {
  dueTimes,
  HORIZONS,
  outcomeOf,
  STANDS_FOR_MS,
  type Later,
  type OutcomeFacts,
} from '../alerts/outcomes.ts';
import { lastIndexAt } from '../core/bars-columns.ts';
import type { Calendar } from '../core/calendar.ts';
import type { MarketId, Quote } from '../core/market.ts';
import type { BarKeeper } from '../core/ports/bar-keeper.ts';
import type { MarketData } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import { newTickerState } from '../core/ticker-state.ts';
import { instant, MINUTE_MS, type Clock, type Instant } from '../core/time.ts';
import type { WaitingOutcome } from '../db/outcomes.ts';
import type { Store } from '../db/store.ts';
import { admit } from '../rules/admit.ts';
import type { LiveRules } from './live-rules.ts';

export type OutcomesDeps = {
  readonly store: Store;
  readonly market: MarketData;
  readonly bars: BarKeeper;
  readonly calendar: Calendar;
  readonly rules: () => LiveRules;
  readonly clock: Clock;
};

const MOST_FRESH = 500;
const MOST_WAITING = 5_000;
/** Tickers that a vendor is asked about in one turn, for quotes and for bars. */
const MOST_ASKED = 50;
const MOST_TOPPED_UP = 20;
/** So long a quote is waited for; then bars are asked for. */
const PATIENCE_MS = 30 * MINUTE_MS;
const AFTER_CLOSE_MS = 45 * MINUTE_MS;
/** Ten sessions of hours. */
const HOURS_BACK = 70;
const LOOKED_AT = ['1m', '5m', '15m', '1h', '1d'] as const;

/**
 * Finds out what the price did after alerts: lays down when to look, and fills in the first price at or after that. Vendors
 * are asked only about tickers that no rule asks for.
 */
export async function outcomes(deps: OutcomesDeps): Promise<readonly string[]> {
  const { store, clock } = deps;
  layDown(deps);
  const waiting = store.outcomes.waiting(clock(), MOST_WAITING);
  if (waiting.length === 0) return [];
  const asked = await askQuotes(deps, waiting);
  const unsettled = settleAll(deps, waiting, asked.quotes);
  if (await topUp(deps, unsettled)) settleAll(deps, unsettled, asked.quotes);
  return asked.failures;
}

/** Writes down when each new alert is to be looked at again. */
function layDown({ store, calendar }: OutcomesDeps): void {
  const fresh = store.outcomes.fresh(MOST_FRESH);
  if (fresh.length === 0) return;
  store.transact(() => {
    for (const { id, ticker, firedAt } of fresh) {
      const due = dueTimes(firedAt, marketOf(store, ticker), calendar);
      for (const horizon of HORIZONS) store.outcomes.add(id, horizon, due[horizon]);
    }
  });
}

function marketOf(store: Store, ticker: Ticker): MarketId {
  const known = store.quotes.get(ticker)?.quote?.instrument.market;
  return known ?? store.bars.about(ticker, '1d')?.market ?? 'other';
}

type Asked = { readonly quotes: ReadonlyMap<Ticker, Quote>; readonly failures: readonly string[] };

/** Prices of tickers that are looked at by nobody else, while there may be new ones. */
async function askQuotes(deps: OutcomesDeps, waiting: readonly WaitingOutcome[]): Promise<Asked> {
  const { store, market, calendar, rules, clock } = deps;
  const now = clock();
  const watched = new Set(rules().tickers);
  const wanted = new Set(
    waiting
      .filter(({ ticker, dueAt }) => !watched.has(ticker) && now - dueAt <= STANDS_FOR_MS)
      .filter((one) => isTrading(calendar, marketOf(store, one.ticker), now) && !isKnown(deps, one))
      .map(({ ticker }) => ticker),
  );
  if (wanted.size === 0) return { quotes: new Map(), failures: [] };
  const batch = await market.quotes(inTurn([...wanted], MOST_ASKED, now));
  return {
    quotes: new Map([...batch.quotes].filter(([, quote]) => isAdmitted(deps, quote))),
    failures: [...new Set(batch.failures.map(({ source, detail }) => `${source}: ${detail}`))],
  };
}

function isKnown({ store }: OutcomesDeps, { ticker, dueAt }: WaitingOutcome): boolean {
  return store.quotes.sampleSince(ticker, dueAt) !== undefined;
}

function isTrading(calendar: Calendar, market: MarketId, now: Instant): boolean {
  if (market === 'other' || calendar.isOpen(market, now)) return true;
  const closedAt = calendar.lastSession(market, now)?.closesAt;
  return closedAt !== undefined && now - closedAt <= AFTER_CLOSE_MS;
}

/** Believed as one that a scan brings would be. */
function isAdmitted({ store, calendar, clock }: OutcomesDeps, quote: Quote): boolean {
  const now = clock();
  const { market } = quote.instrument;
  const isOpen = market !== 'other' && calendar.isOpen(market, now);
  const session = isOpen ? calendar.lastSession(market, now) : undefined;
  const state = store.quotes.get(quote.ticker) ?? newTickerState(quote.ticker);
  const facts = {
    openSince: session?.opensAt,
    isAssumed: session?.assumed ?? true,
    scanIntervalMs: MINUTE_MS,
    now,
  };
  return admit(state, quote, facts).kind !== 'unknown';
}

/** Fills in what is known by now and gives up what never will be. @returns those that go on waiting */
function settleAll(
  deps: OutcomesDeps,
  waiting: readonly WaitingOutcome[],
  quotes: Asked['quotes'],
): readonly WaitingOutcome[] {
  const { store, clock } = deps;
  const now = clock();
  const judged = waiting.map((one) => {
    const outcome = outcomeOf(one, factsOf(deps, one, quotes.get(one.ticker)), now);
    return { one, outcome };
  });
  store.transact(() => {
    for (const { one, outcome } of judged) {
      if (outcome.kind === 'known') store.outcomes.learn(one, outcome);
      else if (outcome.kind === 'unknown') store.outcomes.giveUp(one, now);
    }
  });
  return judged.flatMap(({ one, outcome }) =>
    outcome.kind === 'wait' || outcome.kind === 'doubt' ? [one] : [],
  );
}

function factsOf(
  { store, bars }: OutcomesDeps,
  { ticker, dueAt }: WaitingOutcome,
  asked: Quote | undefined,
): OutcomeFacts {
  const last = store.quotes.get(ticker)?.quote;
  const later: (Later | undefined)[] = [store.quotes.sampleSince(ticker, dueAt), last, asked];
  let actionsAsOf: Instant | undefined;
  for (const timeframe of LOOKED_AT) {
    const kept = bars.read(ticker, timeframe);
    if (kept === undefined) continue;
    const index = lastIndexAt(kept.closesAt, dueAt - 1) + 1;
    const at = kept.closesAt[index];
    const price = kept.bars.close[index];
    if (at !== undefined && price !== undefined) later.push({ price, at: instant(at) });
    if (actionsAsOf === undefined || kept.askedAt > actionsAsOf) actionsAsOf = kept.askedAt;
  }
  return {
    later: later.filter((one) => one !== undefined),
    actions: bars.actions(ticker),
    actionsAsOf,
  };
}

/** Bars for what no quote has told in time, and with them the splits that a jump may have been. @returns whether any were asked for */
async function topUp(deps: OutcomesDeps, waiting: readonly WaitingOutcome[]): Promise<boolean> {
  const { store, bars, clock } = deps;
  const now = clock();
  const late = new Set(
    waiting.filter(({ dueAt }) => now - dueAt > PATIENCE_MS).map(({ ticker }) => ticker),
  );
  const wants = inTurn([...late], MOST_TOPPED_UP, now).map((ticker) => ({
    ticker,
    market: marketOf(store, ticker),
    timeframe: '1h' as const,
    bars: HOURS_BACK,
  }));
  if (wants.length > 0) await bars.topUp(wants);
  return wants.length > 0;
}

/** Others in each turn, so that those which never answer do not stand in the way of the rest. */
function inTurn(tickers: readonly Ticker[], most: number, now: Instant): readonly Ticker[] {
  if (tickers.length <= most) return tickers;
  const from = (Math.floor(now / MINUTE_MS) * most) % tickers.length;
  return [...tickers.slice(from), ...tickers.slice(0, from)].slice(0, most);
}
