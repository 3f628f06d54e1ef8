import { dates, type DatedTable } from './dated-table.ts';

/**
 * NYSE and Nasdaq, New York dates. Half days close at 13:00.
 *
 * 2024–2025: as traded. 2026–2028: NYSE Group's announcement of 23 December 2025.
 * Surprises to a rule of thumb: 2025-01-09 is the mourning day for President Carter; in 2026 and 2027 Independence Day
 * falls on a weekend, so neither year has a half day in July; 2027-12-24 is Christmas observed, a full closure;
 * 2028-01-01 is a Saturday and is not made up for on 2027-12-31, which would end an accounting period.
 * Extend it when NYSE announces the next years; `endsOn` lets the watchdog warn in time.
 */
export const NYSE_TABLE: DatedTable = {
  startsOn: '2024-01-01',
  endsOn: '2028-12-31',
  closed: dates({
    2024: '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25',
    2025: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
    2026: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25',
    2027: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24',
    2028: '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25',
  }),
  half: dates({
    2024: '07-03 11-29 12-24',
    2025: '07-03 11-28 12-24',
    2026: '11-27 12-24',
    2027: '11-26',
    2028: '07-03 11-24',
  }),
};
