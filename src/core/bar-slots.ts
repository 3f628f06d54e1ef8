import type { Calendar, Stretch } from './calendar.ts';
import { MARKET_HOURS } from './market-hours.ts';
import type { MarketId } from './market.ts';
import { DAY_MS, HOUR_MS, instant } from './time.ts';
import { lengthOf, type Timeframe } from './timeframe.ts';
import { isoDate as dateIn, shiftDate, weekdayOf, type IsoDate } from './zone.ts';

/** Whose hours cut time into bars. */
export type TradingHours = { readonly market: MarketId; readonly calendar: Calendar };

/** The time of one bar, epoch milliseconds: from `opensAt` on, complete at `closesAt`. */
export type Slot = { readonly opensAt: number; readonly closesAt: number };

/** Answers the slot that a moment lies in, or undefined when no trading is then. Quickest when asked in order of time. */
export type SlotFinder = (at: number) => Slot | undefined;

/**
 * How a market's hours are cut into bars of one length: within a day counted from the opening of each stretch, the last cut
 * short by its end; days are sessions; weeks are ISO weeks (Monday to Sunday) of the dates that sessions carry.
 *
 * `other`, whose hours are not known, is cut by the clock, UTC. Exchanges there open on the hour, or a quarter or a half
 * past it, which `sourceMs`, the length of the bars that are put together, lets the cuts follow.
 */
export function slotFinder(
  timeframe: Timeframe,
  hours: TradingHours,
  sourceMs = lengthOf(timeframe),
): SlotFinder {
  if (timeframe === '1w') return (at) => weekAt(hours, at);
  if (timeframe === '1d') return (at) => dayAt(hours, at);
  const lengthMs = lengthOf(timeframe);
  if (hours.market === 'other') return (at) => clockSlot(at, lengthMs, sourceMs);
  const find = stretchFinder(hours);
  return (at) => {
    const stretch = find(at);
    if (!stretch) return undefined;
    const opensAt = at - ((at - stretch.opensAt) % lengthMs);
    return { opensAt, closesAt: Math.min(opensAt + lengthMs, stretch.closesAt) };
  };
}

/** Answers the stretch of trading that a moment lies in. Looks it up only when the moment has left the last one. */
export function stretchFinder({ market, calendar }: TradingHours) {
  let last: Stretch | undefined;
  return (at: number): Stretch | undefined => {
    if (last && last.opensAt <= at && at < last.closesAt) return last;
    const parts = calendar.sessionAt(market, instant(at))?.parts;
    last = parts?.find(({ opensAt, closesAt }) => opensAt <= at && at < closesAt);
    return last;
  };
}

/** The session of a moment: the one whose time it is, or else that of its date in the market's zone. */
export function dayAt(hours: TradingHours, at: number): Slot | undefined {
  const { market, calendar } = hours;
  if (market === 'other') return shiftedDay(at);
  const session = calendar.sessionAt(market, instant(at));
  return session ?? calendar.session(market, dateIn(instant(at), MARKET_HOURS[market].zone));
}

/** The ISO week of a moment, from its first opening to its last close; undefined for a week without sessions. */
export function weekAt(hours: TradingHours, at: number): Slot | undefined {
  const { market, calendar } = hours;
  const monday = mondayOf(tradingDate(hours, at));
  if (market === 'other')
    return { opensAt: eastOpens(monday), closesAt: eastOpens(shiftDate(monday, 7)) };
  const first = calendar.nextSession(market, shiftDate(monday, -1));
  const last = calendar.previousSession(market, shiftDate(monday, 7));
  if (!first || !last || last.isoDate < monday) return undefined;
  return { opensAt: first.opensAt, closesAt: last.closesAt };
}

// Sydney and Auckland open on the evening before, in UTC; west of them nothing trades after 21:00 but what is known here.
const EAST_OPENS_BEFORE_MS = 3 * HOUR_MS;

/** The date that trading at a moment counts as. */
function tradingDate({ market, calendar }: TradingHours, at: number): IsoDate {
  if (market === 'other') return dateIn(instant(at + EAST_OPENS_BEFORE_MS), 'UTC');
  const session = calendar.sessionAt(market, instant(at));
  return session?.isoDate ?? dateIn(instant(at), MARKET_HOURS[market].zone);
}

function clockSlot(at: number, lengthMs: number, sourceMs: number): Slot {
  const opensAt = at - ((at - (at % sourceMs)) % lengthMs);
  return { opensAt, closesAt: opensAt + lengthMs };
}

function shiftedDay(at: number): Slot {
  const opensAt = eastOpens(dateIn(instant(at + EAST_OPENS_BEFORE_MS), 'UTC'));
  return { opensAt, closesAt: opensAt + DAY_MS };
}

function eastOpens(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`) - EAST_OPENS_BEFORE_MS;
}

function mondayOf(date: IsoDate): IsoDate {
  return shiftDate(date, -((weekdayOf(date) + 6) % 7));
}
