import type { Instant } from '../../core/time.ts';
import { type IsoDate, shiftDate } from '../../core/zone.ts';
import { isWeekday, newYorkDay, newYorkInstant } from './days.ts';
import type { DailyBar } from './history.ts';

/** The days on which the replayed New York market trades, 09:30 to 16:00 there. */
export type Sessions = {
  /** First and last day of the real history; undefined without one. */
  readonly span: { readonly first: IsoDate; readonly last: IsoDate } | undefined;
  isSession(day: IsoDate): boolean;
  next(day: IsoDate): IsoDate;
  previous(day: IsoDate): IsoDate;
  /** The first close after that moment. */
  nextClose(after: Instant): Instant;
};

export const OPEN_MINUTE = 9 * 60 + 30;
export const CLOSE_MINUTE = 16 * 60;

export function closeOf(day: IsoDate): Instant {
  return newYorkInstant(day, CLOSE_MINUTE);
}

/** Inside the history a day trades exactly if it has a bar; outside, the generated series trade every weekday. */
export function createSessions(bars: readonly DailyBar[]): Sessions {
  const traded = new Set(bars.map((bar) => bar.day));
  const first = bars[0]?.day;
  const last = bars.at(-1)?.day;
  const span = first !== undefined && last !== undefined ? { first, last } : undefined;

  const isSession = (day: IsoDate) =>
    span && day >= span.first && day <= span.last ? traded.has(day) : isWeekday(day);
  const walk = (day: IsoDate, days: 1 | -1) => {
    let found = shiftDate(day, days);
    while (!isSession(found)) found = shiftDate(found, days);
    return found;
  };
  return {
    span,
    isSession,
    next: (day) => walk(day, 1),
    previous: (day) => walk(day, -1),
    nextClose: (after) => {
      const today = newYorkDay(after);
      if (isSession(today) && closeOf(today) > after) return closeOf(today);
      return closeOf(walk(today, 1));
    },
  };
}
