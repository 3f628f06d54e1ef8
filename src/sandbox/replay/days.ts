import { type Instant, DAY_MS, MINUTE_MS, instant } from '../../core/time.ts';

/** A calendar day as `YYYY-MM-DD`; which zone's day is said where it is used. */
export type IsoDate = string;

const ISO_DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

const newYorkParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

// Every quote asks for its day's opening; the zone database answers slowly enough to be worth remembering.
const noons = new Map<IsoDate, number>();
const NOONS_KEPT = 20_000;

export function isIsoDate(text: string): boolean {
  return ISO_DATE.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

export function addDays(day: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function isWeekday(day: IsoDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The day it is in New York at that moment. */
export function newYorkDay(at: Instant): IsoDate {
  return utcDay(instant(at + newYorkOffsetMs(at)));
}

export function utcDay(at: Instant): IsoDate {
  return new Date(at).toISOString().slice(0, 10);
}

/** The moment at which New York's clocks show `minute` minutes past midnight on `day`. */
export function newYorkInstant(day: IsoDate, minute: number): Instant {
  return instant(newYorkNoon(day) + (minute - 720) * MINUTE_MS);
}

// Counted from noon, since clocks change at two in the morning: sessions lie on noon's side of it.
function newYorkNoon(day: IsoDate): number {
  const known = noons.get(day);
  if (known !== undefined) return known;
  const asIfUtc = Date.parse(`${day}T12:00:00Z`);
  const noon = asIfUtc - newYorkOffsetMs(instant(asIfUtc));
  if (noons.size >= NOONS_KEPT) noons.clear();
  noons.set(day, noon);
  return noon;
}

/** Milliseconds that New York is ahead of UTC: negative. */
function newYorkOffsetMs(at: Instant): number {
  const part = new Map<string, number>();
  for (const { type, value } of newYorkParts.formatToParts(at)) part.set(type, Number(value));
  const read = (name: string) => part.get(name) ?? NaN;
  const shown = Date.UTC(
    read('year'),
    read('month') - 1,
    read('day'),
    read('hour'),
    read('minute'),
    read('second'),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
