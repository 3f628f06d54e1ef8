import { NYSE_TABLE } from './calendar-nyse.ts';
import { MARKET_HOURS, type SessionEdge } from './market-hours.ts';
import type { MarketId } from './market.ts';
import type { Instant } from './time.ts';
import { fromZoned, isoDate as dateIn, shiftDate, weekdayOf, type IsoDate } from './zone.ts';

/** A stretch of regular trading without a break. It is open from `opensAt` on, and no longer at `closesAt`. */
export type Stretch = {
  /** The trading day it counts as, in the market's own zone. */
  readonly isoDate: IsoDate;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
  /** It closes early. */
  readonly half: boolean;
  /** No table says so: any weekday is taken for a session there. */
  readonly assumed: boolean;
};

/** A day's trading, from its first opening to its last close. */
type Session = Stretch & {
  /** One stretch, or those before and after the lunch break. */
  readonly parts: readonly Stretch[];
};

export type MarketChange = { readonly kind: 'opens' | 'closes'; readonly at: Instant };

/** Knows better than the table and the weekday rule about single days. */
export type CalendarOverrides = {
  /** Whether the market trades that day; undefined when it has no opinion. Half days stay half. */
  readonly session?: (market: MarketId, isoDate: IsoDate) => boolean | undefined;
};

export type Calendar = {
  /** The session of that date, or undefined when the market is closed all day. */
  session(market: MarketId, isoDate: IsoDate): Session | undefined;
  isOpen(market: MarketId, at: Instant): boolean;
  /** The session whose time it is, its lunch break included; undefined between sessions. */
  sessionAt(market: MarketId, at: Instant): Session | undefined;
  /** The stretch in progress, or else the last one that ended; undefined when there was none for 40 days. */
  lastSession(market: MarketId, at: Instant): Stretch | undefined;
  /** The first session after that date; undefined when there is none for 40 days. */
  nextSession(market: MarketId, isoDate: IsoDate): Session | undefined;
  /** The last session before that date; undefined when there is none for 40 days. */
  previousSession(market: MarketId, isoDate: IsoDate): Session | undefined;
  /** When `isOpen` next answers otherwise, strictly after `at`; undefined for a market that never closes. */
  nextChange(market: MarketId, at: Instant): MarketChange | undefined;
  /** The last date that New York's holiday table knows. */
  readonly tableEndsOn: IsoDate;
  /** The last date that the holiday tables of all these markets know; undefined when none of them has a table. */
  holidaysKnownTo(markets: Iterable<MarketId>): IsoDate | undefined;
};

// Longer than any closure since 1914; only bad overrides reach it.
const SEARCHED_DAYS = 40;
const REMEMBERED_SESSIONS = 5_000;

/** Opening hours of every market. Cheap to ask: sessions are remembered. */
export function createCalendar(overrides: CalendarOverrides = {}): Calendar {
  const lookUp = sessionsOf(overrides);

  /** It may carry the next day's date, when it opened in the evening. */
  function sessionAt(market: MarketId, at: Instant): Session | undefined {
    const date = dateIn(at, MARKET_HOURS[market].zone);
    for (const day of [date, shiftDate(date, 1)]) {
      const session = lookUp(market, day);
      if (session && session.opensAt <= at && at < session.closesAt) return session;
    }
    return undefined;
  }

  function openStretch(market: MarketId, at: Instant): Stretch | undefined {
    const parts = sessionAt(market, at)?.parts;
    return parts?.find(({ opensAt, closesAt }) => opensAt <= at && at < closesAt);
  }

  function search(market: MarketId, from: IsoDate, step: 1 | -1): Session | undefined {
    for (let days = 1; days <= SEARCHED_DAYS; days++) {
      const session = lookUp(market, shiftDate(from, days * step));
      if (session) return session;
    }
    return undefined;
  }

  // FX sessions follow each other without a gap, so the end of one is not yet the market's close.
  function closing(market: MarketId, open: Stretch): MarketChange | undefined {
    let last = open;
    for (let days = 0; days <= SEARCHED_DAYS; days++) {
      const next = openStretch(market, last.closesAt);
      if (!next) return { kind: 'closes', at: last.closesAt };
      last = next;
    }
    return undefined;
  }

  function opening(market: MarketId, at: Instant): MarketChange | undefined {
    const afternoon = sessionAt(market, at)?.parts.find(({ opensAt }) => opensAt > at);
    if (afternoon) return { kind: 'opens', at: afternoon.opensAt };
    let next = search(market, shiftDate(dateIn(at, MARKET_HOURS[market].zone), -1), 1);
    while (next && next.opensAt <= at) next = search(market, next.isoDate, 1);
    return next && { kind: 'opens', at: next.opensAt };
  }

  return {
    session: lookUp,
    isOpen: (market, at) => openStretch(market, at) !== undefined,
    sessionAt,
    lastSession(market, at) {
      const tomorrow = shiftDate(dateIn(at, MARKET_HOURS[market].zone), 1);
      let last = search(market, shiftDate(tomorrow, 1), -1);
      while (last && last.opensAt > at) last = search(market, last.isoDate, -1);
      return last?.parts.findLast(({ opensAt }) => opensAt <= at);
    },
    nextSession: (market, isoDate) => search(market, isoDate, 1),
    previousSession: (market, isoDate) => search(market, isoDate, -1),
    nextChange(market, at) {
      if (market === 'always') return undefined;
      const open = openStretch(market, at);
      return open ? closing(market, open) : opening(market, at);
    },
    tableEndsOn: NYSE_TABLE.endsOn,
    holidaysKnownTo: (markets) =>
      [...markets].flatMap((market) => MARKET_HOURS[market].holidays?.endsOn ?? []).sort()[0],
  };
}

function sessionsOf(overrides: CalendarOverrides): Calendar['session'] {
  const known = new Map<string, Session>();
  return (market, isoDate) => {
    const said = market === 'always' ? undefined : overrides.session?.(market, isoDate);
    if (!(said ?? tradesByRule(market, isoDate))) return undefined;
    const assumed = said === undefined && isAssumed(market, isoDate);
    const key = `${market} ${isoDate} ${assumed}`;
    const session = known.get(key) ?? build(market, isoDate, assumed);
    if (known.size >= REMEMBERED_SESSIONS) known.clear();
    known.set(key, session);
    return session;
  };
}

function tradesByRule(market: MarketId, isoDate: IsoDate): boolean {
  const { weekdays, holidays } = MARKET_HOURS[market];
  return weekdays.has(weekdayOf(isoDate)) && holidays?.closed.has(isoDate) !== true;
}

function isAssumed(market: MarketId, isoDate: IsoDate): boolean {
  if (market === 'always') return false;
  const table = MARKET_HOURS[market].holidays;
  return !table || isoDate < table.startsOn || isoDate > table.endsOn;
}

function build(market: MarketId, isoDate: IsoDate, assumed: boolean): Session {
  const { zone, opens, closes, halfCloses, lunch, holidays } = MARKET_HOURS[market];
  const half = holidays?.half.has(isoDate) === true;
  const edge = ({ daysBefore, hour, minute }: SessionEdge) =>
    fromZoned({ isoDate: shiftDate(isoDate, -daysBefore), hour, minute }, zone);
  const whole: Stretch = {
    isoDate,
    opensAt: edge(opens),
    closesAt: edge(half ? halfCloses : closes),
    half,
    assumed,
  };
  const parts = lunch
    ? [
        { ...whole, closesAt: edge(lunch.starts) },
        { ...whole, opensAt: edge(lunch.ends) },
      ]
    : [whole];
  return { ...whole, parts };
}
