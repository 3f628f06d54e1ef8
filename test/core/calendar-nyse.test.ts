import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NYSE_TABLE } from '../../src/core/calendar-nyse.ts';
import { shiftDate, weekdayOf } from '../../src/core/zone.ts';
import { easterSunday } from '../support/easter.ts';

const YEARS = [2024, 2025, 2026, 2027, 2028];

/** Closures that no rule foresees. */
const MOURNING_DAYS = ['2025-01-09'];

test.each(YEARS)('%d: the table says what the exchange’s own rules give', (year) => {
  const inYear = (days: Iterable<string>) => [...days].filter((day) => day.startsWith(`${year}-`));
  const mourning = inYear(MOURNING_DAYS);
  expect(inYear(NYSE_TABLE.closed)).toEqual([...fullClosures(year), ...mourning].sort());
  expect(inYear(NYSE_TABLE.half)).toEqual(halfDays(year));
});

test('the table starts and ends with whole years', () => {
  expect([NYSE_TABLE.startsOn, NYSE_TABLE.endsOn]).toEqual(['2024-01-01', '2028-12-31']);
});

test('every date of the table is a weekday, and none is both closed and half', () => {
  const all = [...NYSE_TABLE.closed, ...NYSE_TABLE.half];
  expect(all.filter((day) => [0, 6].includes(weekdayOf(day)))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});

const collected = new URL(
  '../../../shared/data/calendar/us_equity_holidays_2024_2028.json',
  import.meta.url,
);

test('the table agrees with a separately collected list', (context) => {
  if (!existsSync(collected)) context.skip('the separately collected list is not on this machine');
  const list: unknown = JSON.parse(readFileSync(collected, 'utf8'));
  expect(list).toMatchObject({
    holidays: [...NYSE_TABLE.closed],
    earlyCloses: Object.fromEntries([...NYSE_TABLE.half].map((day) => [day, '13:00:00'])),
  });
});

// NYSE Rule 7.2: a holiday on a Saturday closes the Friday before, unless that ends a month or year; on a Sunday, the
// Monday after. The rest of this file computes the dates from that, apart from the table.
function fullClosures(year: number): string[] {
  const days = [
    observed(`${year}-01-01`),
    nthWeekday(`${year}-01`, 1, 3),
    nthWeekday(`${year}-02`, 1, 3),
    shiftDate(easterSunday(year), -2),
    lastMonday(`${year}-05`),
    observed(`${year}-06-19`),
    observed(`${year}-07-04`),
    nthWeekday(`${year}-09`, 1, 1),
    nthWeekday(`${year}-11`, 4, 4),
    observed(`${year}-12-25`),
  ];
  return days.filter((day) => day.startsWith(`${year}-`)).sort();
}

/** 3 July and Christmas Eve when they are trading days before a holiday on its own date, and the day after Thanksgiving. */
function halfDays(year: number): string[] {
  const eves = [`${year}-07-03`, `${year}-12-24`].filter((day) => {
    const holiday = weekdayOf(shiftDate(day, 1));
    return holiday >= 2 && holiday <= 5;
  });
  return [...eves, shiftDate(nthWeekday(`${year}-11`, 4, 4), 1)].sort();
}

function observed(day: string): string {
  const weekday = weekdayOf(day);
  return shiftDate(day, weekday === 6 ? -1 : weekday === 0 ? 1 : 0);
}

function nthWeekday(month: string, weekday: number, nth: number): string {
  const first = `${month}-01`;
  return shiftDate(first, ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7);
}

function lastMonday(month: string): string {
  const fifth = nthWeekday(month, 1, 5);
  return fifth.startsWith(month) ? fifth : shiftDate(fifth, -7);
}
