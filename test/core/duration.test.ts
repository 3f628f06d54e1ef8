import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAge, formatDuration, parseDuration } from '../../src/core/duration.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/time.ts';

describe('parseDuration', () => {
  test.each([
    ['90s', 90 * SECOND_MS],
    ['15m', 15 * MINUTE_MS],
    ['15 min', 15 * MINUTE_MS],
    ['2h', 2 * HOUR_MS],
    ['1h30m', 90 * MINUTE_MS],
    ['1h 30m', 90 * MINUTE_MS],
    ['1D', DAY_MS],
    ['3 days', 3 * DAY_MS],
    ['1w', 7 * DAY_MS],
    ['1d12h', 36 * HOUR_MS],
    ['90m', 90 * MINUTE_MS],
    ['3650d', 3650 * DAY_MS],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    ' ',
    '0m',
    '2',
    'h',
    '-2h',
    '1.5h',
    '30m1h',
    '2h2h',
    '1mo',
    'forever',
    '3651d',
    '2h!',
    '9999w',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('never throws, and answers a positive whole number of milliseconds or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseDuration(text);
        return ms === undefined || (Number.isInteger(ms) && ms > 0);
      }),
    );
  });
});

describe('formatDuration', () => {
  test.each([
    [-5, 'under 1 s'],
    [NaN, 'under 1 s'],
    [0, 'under 1 s'],
    [999, 'under 1 s'],
    [4_999, '4 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [22 * MINUTE_MS + 59_000, '22 min'],
    [HOUR_MS - 1, '59 min'],
    [HOUR_MS, '1 h'],
    [2 * HOUR_MS + 10 * MINUTE_MS, '2 h 10 min'],
    [DAY_MS - 1, '23 h 59 min'],
    [DAY_MS, '1 day'],
    [28 * HOUR_MS, '1 day 4 h'],
    [3 * DAY_MS, '3 days'],
    [7 * DAY_MS + 5 * HOUR_MS, '7 days'],
  ])('says %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('what it says can be read back, and is never more than the truth', () => {
    fc.assert(
      fc.property(fc.integer({ min: SECOND_MS, max: 3650 * DAY_MS }), (ms) => {
        const said = parseDuration(formatDuration(ms)) ?? NaN;
        return said <= ms && said > ms / 2;
      }),
    );
  });
});

test.each([
  [-3_000, 'just now'],
  [0, 'just now'],
  [999, 'just now'],
  [1_000, '1 s old'],
  [22 * MINUTE_MS, '22 min old'],
])('an age of %d ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});
