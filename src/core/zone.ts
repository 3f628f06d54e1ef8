import { DAY_MS, MINUTE_MS, instant, type Instant } from './time.ts';

/** A calendar date as `2026-11-27`; which zone's date it is, its place of use says. */
export type IsoDate = string;

/** What a clock on the wall shows. `month` is 1–12, `weekday` 0 (Sunday) to 6. */
export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly weekday: number;
};

/** A minute of a day as a wall clock shows it. `hour` 24 is the midnight that ends the day. */
export type WallMinute = {
  readonly isoDate: IsoDate;
  readonly hour: number;
  readonly minute: number;
};

/** Whether `text` names a zone of the IANA database, such as `Europe/London`. Bare offsets are not names. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

/**
 * What a wall clock in `zone` shows at a moment.
 *
 * @throws RangeError when `zone` is not a zone
 */
export function zoned(at: Instant, zone: string): WallTime {
  const wall = new Date(wallMs(at, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: wall.getUTCDay(),
  };
}

/** The date in `zone` at a moment. */
export function isoDate(at: Instant, zone: string): IsoDate {
  return new Date(wallMs(at, zone)).toISOString().slice(0, 10);
}

/**
 * The moment at which a wall clock in `zone` shows the given minute.
 * A minute that spring skips moves forward by the skipped hour; one that autumn repeats is its first occurrence.
 */
export function fromZoned({ isoDate, hour, minute }: WallMinute, zone: string): Instant {
  const wall = Date.parse(`${isoDate}T00:00:00Z`) + (hour * 60 + minute) * MINUTE_MS;
  // No zone changes its offset twice within two days, so these are the only two candidates.
  const before = wall - offsetMs(instant(wall - DAY_MS), zone);
  const after = wall - offsetMs(instant(wall + DAY_MS), zone);
  const fits = (at: number) => wallMs(instant(at), zone) === wall;
  if (fits(before) && fits(after)) return instant(Math.min(before, after));
  return instant(fits(after) ? after : before);
}

/** A time of day with the zone's short name: `15:42 EST`, `09:05 BST`, `00:10 UTC+5:45`. */
export function formatClock(at: Instant, zone: string): string {
  const { hour, minute } = zoned(at, zone);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(hour)}:${two(minute)} ${zoneName(at, zone)}`;
}

/** The date `days` later (earlier, when negative). */
export function shiftDate(date: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 (Sunday) to 6. */
export function weekdayOf(date: IsoDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function offsetMs(at: Instant, zone: string): number {
  return wallMs(at, zone) - Math.floor(at / 1000) * 1000;
}

/** The wall clock's reading as if it were UTC, in whole seconds. */
function wallMs(at: Instant, zone: string): number {
  let [year, month, day, hour, minute, second] = [0, 0, 0, 0, 0, 0];
  for (const { type, value } of wallFormat(zone).formatToParts(at)) {
    if (type === 'year') year = Number(value);
    else if (type === 'month') month = Number(value);
    else if (type === 'day') day = Number(value);
    else if (type === 'hour') hour = Number(value);
    else if (type === 'minute') minute = Number(value);
    else if (type === 'second') second = Number(value);
  }
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

// No one locale knows every abbreviation: en-US has EST but writes London's summer as GMT+1, en-GB the reverse.
const NAMING_LOCALES = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'];

function zoneName(at: Instant, zone: string): string {
  let name = '';
  for (const locale of NAMING_LOCALES) {
    const parts = nameFormat(locale, zone).formatToParts(at);
    name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    if (!/^GMT[+-]/.test(name)) return name;
  }
  return name.replace('GMT', 'UTC');
}

const wallFormat = remembered(
  (zone) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    }),
);

function nameFormat(locale: string, zone: string): Intl.DateTimeFormat {
  return namingFormat(`${locale} ${zone}`);
}

const namingFormat = remembered((key) => {
  const [locale, zone] = key.split(' ');
  return new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' });
});

/** Building a format costs some 50 µs, using one 1 µs. The limit holds because zones come from people, in any case. */
function remembered(build: (key: string) => Intl.DateTimeFormat) {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (key: string): Intl.DateTimeFormat => {
    const known = formats.get(key);
    if (known) return known;
    if (formats.size >= 1_000) formats.clear();
    const format = build(key);
    formats.set(key, format);
    return format;
  };
}
