import { describe, expect, test } from 'vitest';
import { EURONEXT_TABLE } from '../../src/core/calendar-euronext.ts';
import { LONDON_TABLE } from '../../src/core/calendar-london.ts';
import { SHANGHAI_TABLE } from '../../src/core/calendar-shanghai.ts';
import { XETRA_TABLE } from '../../src/core/calendar-xetra.ts';
import { shiftDate, weekdayOf } from '../../src/core/zone.ts';
import { easterSunday } from '../support/easter.ts';

const TABLES = {
  london: LONDON_TABLE,
  xetra: XETRA_TABLE,
  euronext: EURONEXT_TABLE,
  shanghai: SHANGHAI_TABLE,
};

describe.each(Object.entries(TABLES))('%s', (_, table) => {
  const all = [...table.closed, ...table.half];

  test('every date is a weekday within the table’s years, and none is both closed and half', () => {
    expect(all.filter((day) => !isWeekday(day))).toEqual([]);
    expect(all.filter((day) => day < table.startsOn || day > table.endsOn)).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((day) => shiftDate(day, 0) !== day)).toEqual([]);
  });

  test('every year that it speaks of has its holidays', () => {
    const years = yearsOf(table);
    expect(new Set(years)).toEqual(new Set(all.map((day) => Number(day.slice(0, 4)))));
  });
});

test.each(yearsOf(LONDON_TABLE))('London %d: the bank holidays of England and Wales', (year) => {
  const easter = easterSunday(year);
  const closed = [
    madeUpFor(`${year}-01-01`),
    shiftDate(easter, -2),
    shiftDate(easter, 1),
    firstMonday(`${year}-05-01`),
    lastMonday(`${year}-05-31`),
    lastMonday(`${year}-08-31`),
    ...christmas(year),
  ];
  expect(inYear(LONDON_TABLE.closed, year)).toEqual(closed);
  const eves = [`${year}-12-24`, `${year}-12-31`].map(fridayBefore);
  expect(inYear(LONDON_TABLE.half, year)).toEqual(eves);
});

test.each(yearsOf(XETRA_TABLE))('Xetra %d: no trading on either eve, a short last day', (year) => {
  const closed = [
    ...continental(year),
    ...['12-24', '12-25', '12-26', '12-31'].map((day) => `${year}-${day}`),
  ];
  expect(inYear(XETRA_TABLE.closed, year)).toEqual(closed.filter(isWeekday).sort());
  expect(inYear(XETRA_TABLE.half, year)).toEqual([fridayBefore(`${year}-12-30`)]);
});

test.each(yearsOf(EURONEXT_TABLE))('Euronext %d: six holidays, both eves short', (year) => {
  const closed = [...continental(year), `${year}-12-25`, `${year}-12-26`];
  expect(inYear(EURONEXT_TABLE.closed, year)).toEqual(closed.filter(isWeekday));
  const eves = [`${year}-12-24`, `${year}-12-31`];
  expect(inYear(EURONEXT_TABLE.half, year)).toEqual(eves.filter(isWeekday));
});

/** First and last day of each closure, weekends included, and the reopening, as the exchange's notices say it. */
const SHANGHAI_NOTICES: readonly (readonly [string, string, string])[] = [
  ['2024-01-01', '2024-01-01', '2024-01-02'],
  ['2024-02-09', '2024-02-17', '2024-02-19'],
  ['2024-04-04', '2024-04-06', '2024-04-08'],
  ['2024-05-01', '2024-05-05', '2024-05-06'],
  ['2024-06-10', '2024-06-10', '2024-06-11'],
  ['2024-09-15', '2024-09-17', '2024-09-18'],
  ['2024-10-01', '2024-10-07', '2024-10-08'],
  ['2025-01-01', '2025-01-01', '2025-01-02'],
  ['2025-01-28', '2025-02-04', '2025-02-05'],
  ['2025-04-04', '2025-04-06', '2025-04-07'],
  ['2025-05-01', '2025-05-05', '2025-05-06'],
  ['2025-05-31', '2025-06-02', '2025-06-03'],
  ['2025-10-01', '2025-10-08', '2025-10-09'],
  ['2026-01-01', '2026-01-03', '2026-01-05'],
  ['2026-02-15', '2026-02-23', '2026-02-24'],
  ['2026-04-04', '2026-04-06', '2026-04-07'],
  ['2026-05-01', '2026-05-05', '2026-05-06'],
  ['2026-06-19', '2026-06-21', '2026-06-22'],
  ['2026-09-25', '2026-09-27', '2026-09-28'],
  ['2026-10-01', '2026-10-07', '2026-10-08'],
];

test('Shanghai: each notice’s closures, and trading on the day that it names for the reopening', () => {
  const closed = SHANGHAI_NOTICES.flatMap(([first, last]) => daysFrom(first, last));
  expect([...SHANGHAI_TABLE.closed]).toEqual(closed.filter(isWeekday));
  const reopenings = SHANGHAI_NOTICES.map(([, , reopens]) => reopens);
  expect(reopenings.filter((day) => !isWeekday(day) || SHANGHAI_TABLE.closed.has(day))).toEqual([]);
  expect(SHANGHAI_TABLE.half.size).toBe(0);
});

function yearsOf({ startsOn, endsOn }: { startsOn: string; endsOn: string }): number[] {
  const first = Number(startsOn.slice(0, 4));
  const count = Number(endsOn.slice(0, 4)) - first + 1;
  return Array.from({ length: count }, (_, index) => first + index);
}

function inYear(days: Iterable<string>, year: number): string[] {
  return [...days].filter((day) => day.startsWith(`${year}-`));
}

function isWeekday(day: string): boolean {
  return ![0, 6].includes(weekdayOf(day));
}

function daysFrom(first: string, last: string): string[] {
  return first > last ? [] : [first, ...daysFrom(shiftDate(first, 1), last)];
}

/** New Year, Easter and Labour Day, as the continent keeps them. */
function continental(year: number): string[] {
  const easter = easterSunday(year);
  return [`${year}-01-01`, shiftDate(easter, -2), shiftDate(easter, 1), `${year}-05-01`];
}

function christmas(year: number): string[] {
  const first = madeUpFor(`${year}-12-25`);
  const boxing = madeUpFor(`${year}-12-26`);
  return [first, boxing === first ? shiftDate(first, 1) : boxing].sort();
}

function madeUpFor(day: string): string {
  const weekday = weekdayOf(day);
  return shiftDate(day, weekday === 6 ? 2 : weekday === 0 ? 1 : 0);
}

function fridayBefore(day: string): string {
  return isWeekday(day) ? day : fridayBefore(shiftDate(day, -1));
}

function firstMonday(day: string): string {
  return weekdayOf(day) === 1 ? day : firstMonday(shiftDate(day, 1));
}

function lastMonday(day: string): string {
  return weekdayOf(day) === 1 ? day : lastMonday(shiftDate(day, -1));
}
