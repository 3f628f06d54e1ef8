import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from '../../src/core/time.ts';
import {
  formatClock,
  fromZoned,
  isoDate,
  isZone,
  shiftDate,
  weekdayOf,
  zoned,
} from '../../src/core/zone.ts';

const NEW_YORK = 'America/New_York';
const utc = (text: string) => instant(Date.parse(text));

test('reads a wall clock in another zone', () => {
  expect(zoned(utc('2026-11-27T18:05:09.500Z'), NEW_YORK)).toEqual({
    year: 2026,
    month: 11,
    day: 27,
    hour: 13,
    minute: 5,
    second: 9,
    weekday: 5,
  });
});

test('the date is the zone’s, not UTC’s', () => {
  const at = utc('2026-01-01T03:00:00Z');
  expect(isoDate(at, NEW_YORK)).toBe('2025-12-31');
  expect(isoDate(at, 'Asia/Tokyo')).toBe('2026-01-01');
});

test('midnight is hour 0 of the new day', () => {
  expect(zoned(utc('2026-07-01T04:00:00Z'), NEW_YORK)).toMatchObject({ day: 1, hour: 0 });
});

describe('fromZoned', () => {
  const at = (date: string, clock: string, zone = NEW_YORK) => {
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    return new Date(fromZoned({ isoDate: date, hour, minute }, zone)).toISOString();
  };

  test('finds the moment in winter and in summer', () => {
    expect(at('2026-01-15', '09:30')).toBe('2026-01-15T14:30:00.000Z');
    expect(at('2026-07-15', '09:30')).toBe('2026-07-15T13:30:00.000Z');
  });

  test('a minute that spring skips moves forward by the skipped hour', () => {
    expect(at('2026-03-08', '02:30')).toBe('2026-03-08T07:30:00.000Z'); // 03:30 EDT
    expect(at('2026-03-08', '03:00')).toBe('2026-03-08T07:00:00.000Z');
  });

  test('a minute that autumn repeats is its first occurrence', () => {
    expect(at('2026-11-01', '01:30')).toBe('2026-11-01T05:30:00.000Z'); // EDT, not EST
    expect(at('2026-11-01', '02:00')).toBe('2026-11-01T07:00:00.000Z');
  });

  test('hour 24 is the midnight that ends the day', () => {
    expect(at('2026-03-08', '24:00')).toBe('2026-03-09T04:00:00.000Z');
  });

  test('zones that change by half an hour, or at midnight, are no exception', () => {
    expect(at('2026-10-04', '02:15', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z');
    expect(at('2026-09-06', '00:30', 'America/Santiago')).toBe('2026-09-06T04:30:00.000Z');
  });

  test('what zoned reads, fromZoned finds again, except the second half of a repeated hour', () => {
    const zones = [NEW_YORK, 'Europe/London', 'Asia/Kolkata', 'Australia/Sydney', 'UTC'];
    fc.assert(
      fc.property(
        fc.integer({
          min: utc('2000-01-01T00:00Z') / 60_000,
          max: utc('2035-01-01T00:00Z') / 60_000,
        }),
        fc.constantFrom(...zones),
        (minutes, zone) => {
          const moment = instant(minutes * 60_000);
          const found = fromZoned({ isoDate: isoDate(moment, zone), ...zoned(moment, zone) }, zone);
          return found === moment || moment - found === 3_600_000;
        },
      ),
    );
  });
});

test.each([
  ['2026-01-15T20:42:00Z', NEW_YORK, '15:42 EST'],
  ['2026-07-15T19:42:00Z', NEW_YORK, '15:42 EDT'],
  ['2026-01-15T09:05:00Z', 'Europe/London', '09:05 GMT'],
  ['2026-07-15T08:05:00Z', 'Europe/London', '09:05 BST'],
  ['2026-07-15T08:05:00Z', 'Europe/Berlin', '10:05 CEST'],
  ['2026-07-15T08:05:00Z', 'UTC', '08:05 UTC'],
  ['2026-07-15T08:05:00Z', 'Asia/Kathmandu', '13:50 UTC+5:45'],
])('%s in %s is %s', (at, zone, text) => {
  expect(formatClock(utc(at), zone)).toBe(text);
});

test('knows zones from other words', () => {
  expect(['UTC', NEW_YORK, 'europe/london'].filter((name) => !isZone(name))).toEqual([]);
  expect(['', 'Mars/Base', '+05:00', 'New York', '5'].filter(isZone)).toEqual([]);
});

test('a zone that does not exist is an error, never some other zone', () => {
  expect(() => zoned(utc('2026-01-15T20:42:00Z'), 'Mars/Base')).toThrow(RangeError);
});

test('dates shift over months, leap days and years', () => {
  expect(shiftDate('2028-02-28', 1)).toBe('2028-02-29');
  expect(shiftDate('2026-01-01', -1)).toBe('2025-12-31');
  expect(weekdayOf('2026-11-27')).toBe(5);
});
