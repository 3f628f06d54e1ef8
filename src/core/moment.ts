import { telegramTime, type Html } from './html.ts';
import type { Instant } from './time.ts';
import { formatClock, isoDate, weekdayOf, zoned, type IsoDate } from './zone.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date as people say it: `Tue 6 Jan`. */
export function formatDate(date: IsoDate): string {
  const [, month, day] = date.split('-').map(Number);
  return `${DAYS[weekdayOf(date)] ?? ''} ${day ?? ''} ${MONTHS[(month ?? 1) - 1] ?? ''}`;
}

/** A moment near `now`: `16:00 EST` on the same day, else `Tue 6 Jan, 09:30 EST`, with the year when that is another. */
export function formatMoment(at: Instant, zone: string, now: Instant): string {
  const date = isoDate(at, zone);
  const clock = formatClock(at, zone);
  if (date === isoDate(now, zone)) return clock;
  const { year } = zoned(at, zone);
  const inYear = year === zoned(now, zone).year ? '' : ` ${year}`;
  return `${formatDate(date)}${inYear}, ${clock}`;
}

/** The same, which each reader sees in their own time. */
export function moment(at: Instant, zone: string, now: Instant): Html {
  const isToday = isoDate(at, zone) === isoDate(now, zone);
  return telegramTime(at, isToday ? 't' : 'wdt', formatMoment(at, zone, now));
}
