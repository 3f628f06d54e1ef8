import type { QuietHours } from '../core/chat-policy.ts';
import { HOUR_MS, plus, type Instant } from '../core/time.ts';
import { fromZoned, isoDate, shiftDate, zoned } from '../core/zone.ts';

/**
 * When the quiet hours that hold at `now` end.
 *
 * @param zone IANA name; the hours are those of a wall clock there, on days of 23 and 25 hours, too
 * @returns undefined when none hold
 */
export function quietUntil(
  quiet: QuietHours | undefined,
  zone: string,
  now: Instant,
): Instant | undefined {
  if (quiet === undefined || quiet.from === quiet.to) return undefined;
  const { hour, minute } = zoned(now, zone);
  const clock = `${two(hour)}:${two(minute)}`;
  const isOverMidnight = quiet.from > quiet.to;
  const isQuiet = isOverMidnight
    ? clock >= quiet.from || clock < quiet.to
    : clock >= quiet.from && clock < quiet.to;
  if (!isQuiet) return undefined;
  const today = isoDate(now, zone);
  const endsToday = clock < quiet.to;
  let end = moment(quiet.to, endsToday ? today : shiftDate(today, 1), zone);
  // In the hour that autumn repeats, the first of two such moments may have passed.
  while (end <= now) end = plus(end, HOUR_MS);
  return end;
}

function moment(clock: string, date: string, zone: string): Instant {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return fromZoned({ isoDate: date, hour, minute }, zone);
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
