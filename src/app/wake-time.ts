import type { Calendar } from '../core/calendar.ts';
import { parseDuration } from '../core/duration.ts';
import { MARKET_HOURS } from '../core/market-hours.ts';
import type { MarketId } from '../core/market.ts';
import { nextClose } from '../core/next-close.ts';
import { DAY_MS, plus, type Instant } from '../core/time.ts';
import type { Timeframe } from '../core/timeframe.ts';
import { fromZoned, isoDate, shiftDate, weekdayOf, type IsoDate } from '../core/zone.ts';

/**
 * For how long something is to be quiet. `open` is the next opening, `tomorrow` the first on another day, `bar` the close of
 * the next bar; `clock` is a time of day in the chat's zone, `day` the first opening from that weekday on.
 */
export type Span =
  | { readonly kind: 'length'; readonly ms: number }
  | { readonly kind: 'close' | 'open' | 'tomorrow' }
  | { readonly kind: 'forever' | 'bar' }
  | { readonly kind: 'clock'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'day'; readonly weekday: number };

const LONGEST_MS = 366 * DAY_MS;
const WORDS = ['close', 'open', 'tomorrow', 'forever', 'bar'] as const;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * Reads `2h`, `close`, `open`, `tomorrow`, `forever`, `bar`, `15:30`, `fri`.
 *
 * @returns undefined when it is none of these, or over a year
 */
export function readSpan(text: string): Span | undefined {
  const word = text.toLowerCase();
  const plain = WORDS.find((one) => one === word);
  if (plain !== undefined) return { kind: plain };
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word) ?? [];
  if (hour !== undefined) return { kind: 'clock', hour: Number(hour), minute: Number(minute) };
  const weekday = /^[a-z]{3,}$/.test(word) ? WEEKDAYS.findIndex((day) => day.startsWith(word)) : -1;
  if (weekday >= 0) return { kind: 'day', weekday };
  const ms = parseDuration(word);
  return ms === undefined || ms > LONGEST_MS ? undefined : { kind: 'length', ms };
}

type Where = {
  readonly calendar: Calendar;
  readonly market: MarketId;
  /** The chat's own, which its times of day are in. */
  readonly zone: string;
  /** How long the bars are that `bar` speaks of. */
  readonly timeframe: Timeframe;
};

/**
 * When the quiet ends.
 *
 * @returns undefined for what never ends, and `never-closes` when the market knows no opening or close
 */
export function wakeTime(
  where: Where,
  span: Span,
  now: Instant,
): Instant | undefined | 'never-closes' {
  const { calendar, market, zone, timeframe } = where;
  switch (span.kind) {
    case 'length':
      return plus(now, span.ms);
    case 'forever':
      return undefined;
    case 'clock':
      return nextAt(span, zone, now);
    case 'bar':
      return nextClose(timeframe, { calendar, market }, now) ?? 'never-closes';
    case 'day':
      return market === 'always'
        ? fromZoned({ isoDate: nextDay(span.weekday, zone, now), hour: 0, minute: 0 }, zone)
        : atSession(where, span, now);
    case 'close':
    case 'open':
    case 'tomorrow':
      return market === 'always' ? 'never-closes' : atSession(where, span, now);
  }
}

/** The next moment at which the chat's clock shows a time. */
function nextAt(time: { hour: number; minute: number }, zone: string, now: Instant): Instant {
  const today = isoDate(now, zone);
  const at = fromZoned({ isoDate: today, ...time }, zone);
  return at > now ? at : fromZoned({ isoDate: shiftDate(today, 1), ...time }, zone);
}

/** The date of the next such weekday, today's own being a week away. */
function nextDay(weekday: number, zone: string, now: Instant): IsoDate {
  const today = isoDate(now, zone);
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  return shiftDate(today, ahead === 0 ? 7 : ahead);
}

type SessionSpan = Extract<Span, { kind: 'close' | 'open' | 'tomorrow' | 'day' }>;

function atSession(
  { calendar, market }: Where,
  span: SessionSpan,
  now: Instant,
): Instant | 'never-closes' {
  const { zone } = MARKET_HOURS[market];
  const today = isoDate(now, zone);
  const day = span.kind === 'day' ? nextDay(span.weekday, zone, now) : today;
  const isWanted = {
    close: (at: Session) => at.closesAt > now,
    open: (at: Session) => at.opensAt > now,
    tomorrow: (at: Session) => at.opensAt > now && isoDate(at.opensAt, zone) > today,
    day: (at: Session) => at.opensAt > now && isoDate(at.opensAt, zone) >= day,
  }[span.kind];
  const session = firstSession(calendar, { market, from: shiftDate(today, -1), isWanted });
  if (session === undefined) return 'never-closes';
  return span.kind === 'close' ? session.closesAt : session.opensAt;
}

type Session = NonNullable<ReturnType<Calendar['session']>>;

type Search = {
  readonly market: MarketId;
  readonly from: string;
  readonly isWanted: (session: Session) => boolean;
};

function firstSession(calendar: Calendar, { market, from, isWanted }: Search): Session | undefined {
  let session = calendar.nextSession(market, from);
  while (session !== undefined && !isWanted(session)) {
    session = calendar.nextSession(market, session.isoDate);
  }
  return session;
}
