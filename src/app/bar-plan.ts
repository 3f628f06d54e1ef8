import type { Calendar } from '../core/calendar.ts';
import type { BarWant } from '../core/ports/bar-keeper.ts';
import { DAY_MS, HOUR_MS, instant, type Instant } from '../core/time.ts';
import { lengthOf, madeFrom, type FetchedTimeframe } from '../core/timeframe.ts';
import { KEEP_BARS_MS, type SeriesAbout } from '../db/bars.ts';

/** What to ask a vendor for. */
export type BarPlan = {
  /** `whole` replaces what is kept, `older` reaches further back, `newer` goes on from its last bars. */
  readonly kind: 'whole' | 'older' | 'newer';
  readonly from: Instant;
  /** What the series is then known to reach back to. */
  readonly reachedFrom: Instant;
};

/** The least history that is asked for when a series is new: more is often wanted soon, and it costs no more requests. */
const FIRST_MS: Readonly<Record<FetchedTimeframe, number>> = {
  '1m': 5 * DAY_MS,
  '5m': 30 * DAY_MS,
  '15m': 30 * DAY_MS,
  '1h': 120 * DAY_MS,
  '1d': 400 * DAY_MS,
};

/** Sessions missing for holidays, and bars that a thin market does not make. */
const SPARE = 1.05;
const SPARE_MS = 7 * DAY_MS;
/** Of exchanges whose hours are not known here, the shorter ones trade about this long a day. */
const SHORT_SESSION_MS = 5 * HOUR_MS;

/**
 * From when on bars must be kept so that `want.bars` of them are there, ordinary closures included. Whole days UTC, so
 * that the same wish reaches equally far all day; never before what is kept at all.
 */
export function reachOf(want: BarWant, calendar: Calendar, now: Instant): Instant {
  const spanMs = spanOf(want, calendar, now) * SPARE + SPARE_MS;
  return daysBack(now, Math.min(spanMs, KEEP_BARS_MS[madeFrom(want.timeframe)]));
}

function spanOf({ market, timeframe, bars }: BarWant, calendar: Calendar, now: Instant): number {
  const lengthMs = lengthOf(timeframe);
  if (market === 'always' || timeframe === '1w') return bars * lengthMs;
  if (timeframe === '1d') return (bars * lengthMs * 7) / 5;
  const session = market === 'other' ? undefined : calendar.lastSession(market, now);
  const sessionMs = session ? session.closesAt - session.opensAt : SHORT_SESSION_MS;
  const sessions = Math.ceil(bars / Math.max(1, Math.floor(sessionMs / lengthMs)));
  return (sessions * DAY_MS * 7) / 5;
}

/** The shallow request for a series that nothing is kept of. */
export function firstFrom(timeframe: FetchedTimeframe, now: Instant): Instant {
  return daysBack(now, FIRST_MS[timeframe]);
}

/** Everything of a series anew: at least as far back as it reached, unless that is dropped by now. */
export function wholePlan(
  timeframe: FetchedTimeframe,
  wish: { readonly reach: Instant | undefined; readonly about: SeriesAbout | undefined },
  now: Instant,
): BarPlan {
  const reached = wish.about?.reachedFrom ?? Infinity;
  const wanted = Math.min(firstFrom(timeframe, now), wish.reach ?? Infinity, reached);
  const from = instant(Math.max(wanted, daysBack(now, KEEP_BARS_MS[timeframe])));
  return { kind: 'whole', from, reachedFrom: from };
}

export type PlanFacts = {
  readonly timeframe: FetchedTimeframe;
  readonly about: SeriesAbout | undefined;
  /** From when on bars are wanted; undefined when any will do. */
  readonly reach: Instant | undefined;
  /** The last bars that are kept, one of which a reply should have again; empty when there are none. */
  readonly lastOpenedAt: () => Float64Array;
  readonly isDue: boolean;
};

/** What is missing of a series; undefined when nothing is. */
export function planOf(facts: PlanFacts, now: Instant): BarPlan | undefined {
  const { timeframe, about, reach, lastOpenedAt, isDue } = facts;
  const reachedFrom = about?.reachedFrom;
  if (about?.askedAt === undefined || reachedFrom === undefined)
    return wholePlan(timeframe, { reach, about }, now);
  if (reach !== undefined && reach < reachedFrom)
    return { kind: 'older', from: reach, reachedFrom: reach };
  if (!isDue) return undefined;
  return { kind: 'newer', from: instant(lastOpenedAt()[0] ?? reachedFrom), reachedFrom };
}

function daysBack(now: Instant, ms: number): Instant {
  return instant(Math.max(0, Math.floor((now - ms) / DAY_MS) * DAY_MS));
}
