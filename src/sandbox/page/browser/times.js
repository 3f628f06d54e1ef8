const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const longDay = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const UNITS = [
  ['year', 365 * DAY_S],
  ['month', 30 * DAY_S],
  ['day', DAY_S],
  ['hour', HOUR_S],
  ['minute', MINUTE_S],
  ['second', 1],
];

/** Hours and minutes where the reader is. */
export function timeOfDay(ms) {
  return clock.format(ms);
}

export function dayName(ms) {
  return longDay.format(ms);
}

/** For a list: the time today, otherwise the day. */
export function listTime(ms, now) {
  return longDay.format(ms) === longDay.format(now) ? clock.format(ms) : shortDay.format(ms);
}

/**
 * A moment as Telegram's `tg-time` shows it where the reader is.
 *
 * @param {number} ms
 * @param {string} format `r` for an age, otherwise any of `w` weekday, `d` or `D` date, `t` or `T` time
 * @param {number} now the replay's time, which ages are counted from
 */
export function momentText(ms, format, now) {
  if (format === 'r') return age(ms, now);
  const options = {
    ...(format.includes('w') ? { weekday: 'long' } : {}),
    ...(format.includes('d') ? { day: 'numeric', month: 'short', year: 'numeric' } : {}),
    ...(format.includes('D') ? { day: 'numeric', month: 'long', year: 'numeric' } : {}),
    ...(/t/i.test(format) ? { hour: '2-digit', minute: '2-digit' } : {}),
    ...(format.includes('T') ? { second: '2-digit' } : {}),
  };
  return new Intl.DateTimeFormat(undefined, options).format(ms);
}

function age(ms, now) {
  const seconds = (ms - now) / 1000;
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, 'second');
}
