import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts';

const LONGEST_MS = 3_650 * DAY_MS;

const WRITTEN =
  /^(?:(\d{1,4})w(?:eeks?|ks?)?)?(?:(\d{1,4})d(?:ays?)?)?(?:(\d{1,5})h(?:ours?|rs?)?)?(?:(\d{1,6})m(?:in(?:utes?|s)?)?)?(?:(\d{1,8})s(?:ec(?:onds?|s)?)?)?$/;
const UNITS_MS = [7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS];

/**
 * Reads a length of time as a person types it: `15m`, `2h`, `1d`, `1h30m`, `2 days`, `90 s`. Larger units come first;
 * `m` is minutes, since months have no fixed length.
 *
 * @returns milliseconds; undefined when it is none, is zero, or is longer than ten years
 */
export function parseDuration(text: string): number | undefined {
  const parts = WRITTEN.exec(text.toLowerCase().replaceAll(/\s/g, ''));
  if (!parts) return undefined;
  const ms = UNITS_MS.reduce((sum, unit, i) => sum + unit * Number(parts[i + 1] ?? 0), 0);
  return ms > 0 && ms <= LONGEST_MS ? ms : undefined;
}

/**
 * A length of time in at most two units, rounded down: `4 s`, `22 min`, `2 h 10 min`, `3 days`, `1 day 4 h`.
 * Anything shorter than a second is `under 1 s`. From a week on, hours no longer matter.
 */
export function formatDuration(ms: number): string {
  if (!(ms >= SECOND_MS)) return 'under 1 s';
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return twoUnits(`${Math.floor(ms / HOUR_MS)} h`, ms % HOUR_MS, minutes);
  const days = Math.floor(ms / DAY_MS);
  const text = days === 1 ? '1 day' : `${days} days`;
  return days < 7 ? twoUnits(text, ms % DAY_MS, hours) : text;
}

/** How old a reading is, to stand on its own: `4 s old`, `22 min old`; `just now` within the second, or when clocks differ. */
export function formatAge(ms: number): string {
  return ms >= SECOND_MS ? `${formatDuration(ms)} old` : 'just now';
}

function twoUnits(first: string, restMs: number, unit: { ms: number; name: string }): string {
  const count = Math.floor(restMs / unit.ms);
  return count > 0 ? `${first} ${count} ${unit.name}` : first;
}

const hours = { ms: HOUR_MS, name: 'h' };
const minutes = { ms: MINUTE_MS, name: 'min' };
