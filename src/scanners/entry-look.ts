import { turtleEntries, type TurtleBreakout } from '../analysis/turtle-entries.ts';
import { lastIndexAt, sliceBars } from '../core/bars-columns.ts';
import type { Calendar } from '../core/calendar.ts';
import { OWN_LOOK, type EntryLook, type TurtleEntry } from '../core/entry.ts';
import { MARKET_HOURS } from '../core/market-hours.ts';
import type { BarSeries, Earnings, MarketId } from '../core/market.ts';
import { formatDate } from '../core/moment.ts';
import type { Ticker } from '../core/ticker.ts';
import { instant, type Instant } from '../core/time.ts';
import { isoDate, type IsoDate } from '../core/zone.ts';

/** One ticker's closed days, and how far they have been judged. */
export type LookFacts = {
  readonly ticker: Ticker;
  /** Undefined while nobody has told what it is. */
  readonly market: MarketId | undefined;
  readonly earnings: Earnings | undefined;
  /** Its days as far as they are kept, closed ones alone. */
  readonly days: BarSeries | undefined;
  /** The trading day that must be among them by now; undefined where the market's hours are not known. */
  readonly due: IsoDate | undefined;
  readonly look: EntryLook | undefined;
  /** What went wrong while asking; undefined when nothing did. */
  readonly why: string | undefined;
};

export type LookView = {
  readonly calendar: Calendar;
  /** Days that closed by then are judged. */
  readonly asOf: Instant;
  readonly now: Instant;
  /** Whether a day that closed then is looked at later than it should have been. */
  readonly isLate: (closesAt: Instant) => boolean;
};

/** An entry, and what else its message tells. */
export type FoundEntry = {
  readonly entry: TurtleEntry;
  readonly closesAt: Instant;
  readonly breakout: TurtleBreakout;
  /** The trading day on which the 20-day system began the move that a 55-day entry is part of. */
  readonly since: IsoDate | undefined;
  readonly earnings: { readonly sessions: number; readonly isEstimate: boolean } | undefined;
};

export type Sight = {
  readonly look: EntryLook;
  readonly found: readonly FoundEntry[];
};

/** After a longer silence the last days are judged; older breakouts are nobody's entry any more. */
const MOST_DAYS_AT_ONCE = 5;

/** Judges the days of one ticker that nobody has judged yet. */
export function lookAt(facts: LookFacts, view: LookView): Sight {
  const { ticker, market, days, due, look } = facts;
  const { asOf, now, calendar } = view;
  const last = days === undefined ? -1 : lastIndexAt(days.closesAt, asOf);
  const missing = due ?? isoDate(asOf, 'UTC');
  if (market === undefined || days === undefined || last < 0)
    return { look: missedLook(facts, missing), found: [] };
  const dayOf = (bar: number): IsoDate =>
    sessionOf(calendar, market, instant(days.closesAt[bar] ?? NaN));
  let from = Math.max(0, last - MOST_DAYS_AT_ONCE + 1);
  while (from <= last && dayOf(from) <= (look?.session ?? '')) from++;
  const found = foundOn(facts, view, { days, from, last, dayOf });
  const session = dayOf(last);
  const isBehind = due === undefined ? facts.why !== undefined : session < due;
  if (!isBehind) return { look: { ticker, session, at: now, missed: undefined }, found };
  const judged = from <= last ? { ticker, session, at: now, missed: undefined } : look;
  return { look: missedLook({ ...facts, look: judged }, missing), found };
}

/** The trading day that a day's bar belongs to, by the moment it closed. */
export function sessionOf(calendar: Calendar, market: MarketId, closesAt: Instant): IsoDate {
  const within = instant(closesAt - 1);
  const { zone } = MARKET_HOURS[market];
  return calendar.sessionAt(market, within)?.isoDate ?? isoDate(within, zone);
}

function missedLook({ ticker, look, why }: LookFacts, session: IsoDate): EntryLook {
  const missed = { session, why: why ?? `no bar of ${formatDate(session)} has come yet` };
  return { ticker, session: look?.session, at: look?.at, missed };
}

type Days = {
  readonly days: BarSeries;
  readonly from: number;
  readonly last: number;
  readonly dayOf: (bar: number) => IsoDate;
};

function foundOn(
  { ticker, market, earnings }: LookFacts,
  { calendar, now, isLate }: LookView,
  { days, from, last, dayOf }: Days,
): readonly FoundEntry[] {
  if (market === undefined || from > last) return [];
  return turtleEntries(sliceBars(days.bars, 0, last + 1), from).map((breakout) => {
    const { bar, level, close, n, stop, isSkipped, faster } = breakout;
    const closesAt = instant(days.closesAt[bar] ?? NaN);
    const session = dayOf(bar);
    const entry: TurtleEntry = {
      ticker,
      system: breakout.days === 20 ? 1 : 2,
      session,
      level,
      close,
      n,
      stop,
      source: OWN_LOOK,
      isSkipped,
      isLate: isLate(closesAt),
      at: now,
    };
    return {
      entry,
      closesAt,
      breakout,
      since: faster && dayOf(faster.bar),
      earnings: earnings && sessionsUntil(earnings, { calendar, market, session }),
    };
  });
}

type From = { readonly calendar: Calendar; readonly market: MarketId; readonly session: IsoDate };

const FAR_SESSIONS = 30;

/** How many sessions off the results are; undefined when they are past, or further than anybody plans. */
function sessionsUntil(
  { at, isEstimate }: Earnings,
  { calendar, market, session }: From,
): FoundEntry['earnings'] {
  const day = isoDate(at, MARKET_HOURS[market].zone);
  if (day <= session) return undefined;
  let date = session;
  for (let sessions = 1; sessions <= FAR_SESSIONS; sessions++) {
    const next = calendar.nextSession(market, date)?.isoDate;
    if (next === undefined) return undefined;
    if (next >= day) return { sessions, isEstimate };
    date = next;
  }
  return undefined;
}
