import { lastDueClose } from '../core/bar-time.ts';
import type { Calendar } from '../core/calendar.ts';
import { MINUTE_MS, plus, SECOND_MS, type Instant } from '../core/time.ts';
import { lengthOf } from '../core/timeframe.ts';
import type { Keeping, Series } from './bar-ledger.ts';
import { planOf, type BarPlan } from './bar-plan.ts';
import { isResting } from './bar-rest.ts';

/** Bars that are read again from the vendor, so that corrections and splits show. */
export const OVERLAP = 6;

/** A closed bar may still change for so long: feeds lag, and closing auctions are printed late. */
const GRACE_MS = { intraday: 15 * SECOND_MS, day: 5 * MINUTE_MS };

/** How late a bar is complete, in milliseconds. A delayed feed makes its bars as late as its prices. */
export function graceOf(
  { store }: { readonly store: Pick<Keeping['store'], 'quotes'> },
  { ticker, timeframe }: Pick<Series, 'ticker' | 'timeframe'>,
): number {
  const delayMs = store.quotes.get(ticker)?.quote?.delayMs ?? 0;
  return delayMs + (timeframe === '1d' ? GRACE_MS.day : GRACE_MS.intraday);
}

export type Missing = {
  /** What to ask for. */
  readonly plan: BarPlan;
  /** But not now: it was asked for a moment ago. */
  readonly isResting: boolean;
};

/** What a series lacks of bars from `reach` until now; undefined when nothing. */
export function missing(
  keeping: Keeping,
  series: Series,
  reach: Instant | undefined,
): Missing | undefined {
  const { store, ledger, clock } = keeping;
  const { ticker, timeframe } = series;
  const now = clock();
  const ready = readyAt(keeping, series, now);
  const plan = planOf(
    {
      timeframe,
      about: store.bars.about(ticker, timeframe),
      reach,
      isDue: ready !== undefined,
      lastOpenedAt: () => store.bars.tail(ticker, timeframe, OVERLAP).openedAt,
    },
    now,
  );
  if (plan === undefined) return undefined;
  return { plan, isResting: isResting(ledger.of(series), { plan, readyAt: ready }, now) };
}

const MOST_REMEMBERED = 100;

/** When the newest bar was due, found out once for all tickers of a market that are looked at in one moment. */
export function dueCloses(calendar: Calendar): Keeping['dueClose'] {
  const known = new Map<string, Instant | undefined>();
  return (timeframe, market, at) => {
    const key = `${timeframe} ${market} ${at}`;
    if (known.has(key)) return known.get(key);
    if (known.size >= MOST_REMEMBERED) known.clear();
    const due = lastDueClose(timeframe, { market, calendar }, at);
    known.set(key, due);
    return due;
  };
}

/** Since when the newest bar that is missing could have been had; undefined when none is. */
function readyAt(keeping: Keeping, series: Series, now: Instant): number | undefined {
  const { market, timeframe } = series;
  const { closedTo } = keeping.ledger.of(series);
  const graceMs = graceOf(keeping, series);
  // Where hours are not known, the next bar may follow the last at once.
  const due =
    keeping.dueClose(timeframe, market, plus(now, -graceMs)) ??
    (market === 'other' ? closedTo + lengthOf(timeframe) : undefined);
  if (due === undefined || due <= closedTo || due + graceMs > now) return undefined;
  return due + graceMs;
}
