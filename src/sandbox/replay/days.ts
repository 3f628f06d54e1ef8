import { type Instant, MINUTE_MS, plus } from '../../core/time.ts';
import { type IsoDate, fromZoned, isoDate, shiftDate, weekdayOf } from '../../core/zone.ts';

const NEW_YORK = 'America/New_York';
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const NOON_MINUTE = 12 * 60;

// Every quote asks for its day's opening, and zones answer slowly enough to be worth remembering.
const noons = new Map<IsoDate, Instant>();
const NOONS_KEPT = 20_000;

/** Whether the text is a day that exists: `2020-02-31` is none. */
export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text) && Number.isFinite(Date.parse(text)) && shiftDate(text, 0) === text;
}

export function isWeekday(day: IsoDate): boolean {
  return weekdayOf(day) % 6 !== 0;
}

/** The day it is in New York at that moment. */
export function newYorkDay(at: Instant): IsoDate {
  return isoDate(at, NEW_YORK);
}

/** The moment at which New York's clocks show `minute` minutes past midnight on `day`. */
export function newYorkInstant(day: IsoDate, minute: number): Instant {
  // Counted from noon: clocks change at two in the morning, and sessions lie on noon's side of that.
  return plus(newYorkNoon(day), (minute - NOON_MINUTE) * MINUTE_MS);
}

function newYorkNoon(day: IsoDate): Instant {
  const known = noons.get(day);
  if (known !== undefined) return known;
  const noon = fromZoned({ isoDate: day, hour: 12, minute: 0 }, NEW_YORK);
  if (noons.size >= NOONS_KEPT) noons.clear();
  noons.set(day, noon);
  return noon;
}
