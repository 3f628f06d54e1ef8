import { completeBars } from '../core/bar-time.ts';
import type { Bars, CorporateAction } from '../core/market.ts';
import type { BarsReply } from '../core/ports/market-data.ts';
import type { Ticker } from '../core/ticker.ts';
import type { Instant } from '../core/time.ts';
import { graceOf, OVERLAP } from './bar-due.ts';
import { isApart, isRefooted, newsOf } from './bar-footing.ts';
import type { Keeping, Series } from './bar-ledger.ts';
import { wholePlan, type BarPlan } from './bar-plan.ts';
import { noneOf, type SeriesFault } from './bar-rest.ts';

/** What came of a request. A fault is in the ledger, except that of a wish that reached too far back. */
export type Outcome =
  /** `refooted`: everything of the ticker that stood on the old footing has been withdrawn. */
  | { readonly kind: 'kept' | 'refooted' | 'failed' }
  | { readonly kind: 'not so far'; readonly fault: SeriesFault };

/** Or it is not enough, and more is to be asked for first. */
export type Step = Outcome | { readonly kind: 'ask'; readonly plan: BarPlan };

export type Answer = {
  readonly reply: Extract<BarsReply, { kind: 'bars' }>;
  /** When it was asked for: what the vendor knew then is what it tells. */
  readonly at: Instant;
};

/**
 * Writes an answer down, in one transaction. Bars of two footings are never put together: when the answer shows another one
 * than what is kept, all that is kept of the ticker is withdrawn, in the same transaction as the split is remembered.
 */
export function settle(keeping: Keeping, { series, plan }: Asking, { reply, at }: Answer): Step {
  const { store, ledger, calendar } = keeping;
  const { ticker, timeframe, market } = series;
  const options = { timeframe, market, calendar, now: at, graceMs: graceOf(keeping, series) };
  const { series: fresh, forming } = completeBars(reply.bars, options);
  const news = newsOf(store.actions.of(ticker), reply.actions, at);
  const hasSplit = isSplit(keeping, ticker, news);
  const found = compare(keeping, { series, plan }, fresh.bars);
  if (found === 'nothing') return fail(keeping, series, { fault: noneOf(reply.source), at });
  if (found === 'refooted' || (hasSplit && plan.kind !== 'whole')) {
    store.transact(() => withdraw(keeping, ticker, { news, at }));
    return { kind: 'refooted' };
  }
  if (found === 'apart') {
    const wish = { reach: plan.reachedFrom, about: store.bars.about(ticker, timeframe) };
    return { kind: 'ask', plan: wholePlan(timeframe, wish, at) };
  }
  store.transact(() => {
    if (hasSplit) withdraw(keeping, ticker, { news, at });
    else store.actions.put(ticker, news, at);
    keep(keeping, { series, plan }, { reply: { ...reply, bars: fresh.bars }, at });
  });
  ledger.recount(series);
  ledger.set(series, { askedAt: at, fault: undefined, forming });
  return { kind: hasSplit ? 'refooted' : 'kept' };
}

export type Asking = { readonly series: Series; readonly plan: BarPlan };

/** Remembers why a series could not be brought up to date. What is kept of it stays. */
export function fail(
  { store, ledger, log }: Keeping,
  series: Series,
  { fault, at }: { readonly fault: SeriesFault; readonly at: Instant },
): Outcome {
  const { ticker, timeframe, market } = series;
  const about = store.bars.about(ticker, timeframe) ?? {
    market,
    askedAt: undefined,
    source: undefined,
    reachedFrom: undefined,
    trouble: undefined,
  };
  if (about.trouble === undefined)
    log.info('bars could not be had', { ticker, timeframe, why: fault.why });
  const trouble = { why: fault.why, since: about.trouble?.since ?? at };
  store.transact(() => store.bars.bookmark(ticker, timeframe, { ...about, trouble }));
  ledger.set(series, { fault });
  return { kind: 'failed' };
}

/** How closed bars of an answer go with those that are kept. */
function compare(
  { store }: Keeping,
  { series, plan }: Asking,
  fresh: Bars,
): 'nothing' | 'apart' | 'refooted' | 'fitting' {
  if (plan.kind === 'whole') return fresh.openedAt.length === 0 ? 'nothing' : 'fitting';
  const stored = store.bars.tail(series.ticker, series.timeframe, OVERLAP);
  if (isRefooted(stored, fresh)) return 'refooted';
  return isApart(stored, fresh) ? 'apart' : 'fitting';
}

/** Whether a split that nobody knew of lies within what is served of a ticker. */
export function isSplit(
  { store }: Pick<Keeping, 'store'>,
  ticker: Ticker,
  news: readonly CorporateAction[],
): boolean {
  const served = store.bars.timeframes(ticker).flatMap((timeframe) => {
    const about = store.bars.about(ticker, timeframe);
    return about?.askedAt === undefined ? [] : (about.reachedFrom ?? []);
  });
  return news.some(({ kind, at }) => kind === 'split' && served.some((from) => from < at));
}

type News = { readonly news: readonly CorporateAction[]; readonly at: Instant };

/** Remembers what is new, and that nothing that is kept of the ticker stands on today's footing. */
export function withdraw(
  { store, ledger, log }: Keeping,
  ticker: Ticker,
  { news, at }: News,
): void {
  log.info('bars stand on a new footing, all of them are asked for anew', { ticker, news });
  store.actions.put(ticker, news, at);
  store.bars.withdraw(ticker);
  ledger.drop(ticker);
}

function keep({ store }: Keeping, { series, plan }: Asking, { reply, at }: Answer): void {
  const { ticker, timeframe, market } = series;
  const { source, bars } = reply;
  const { reachedFrom } = plan;
  const askedAt = store.bars.about(ticker, timeframe)?.askedAt ?? at;
  const about = { market, askedAt, source, reachedFrom, trouble: undefined };
  if (plan.kind === 'whole') {
    store.bars.replace(ticker, timeframe, { bars, about: { ...about, askedAt: at } });
    return;
  }
  // An answer that changes nothing is not worth a commit.
  if (store.bars.put(ticker, timeframe, { bars, about }) > 0)
    store.bars.bookmark(ticker, timeframe, { ...about, askedAt: at });
}
