import { formatDuration } from '../../core/duration.ts';
import { telegramTime, type Html } from '../../core/html.ts';
import { formatDate } from '../../core/moment.ts';
import { SECOND_MS, type Instant } from '../../core/time.ts';
import { isoDate, zoned } from '../../core/zone.ts';

/** A date each reader sees in their own form; older clients show the zone's: `Sun 5 Apr 2026`. */
export function dayOf(at: Instant, zone: string): Html {
  return telegramTime(at, 'D', `${formatDate(isoDate(at, zone))} ${zoned(at, zone).year}`);
}

/** How long ago, to stand in a list: `2 h 10 min ago`. */
export function ago(at: Instant, now: Instant): string {
  return now - at < SECOND_MS ? 'just now' : `${formatDuration(now - at)} ago`;
}
