import { dates, type DatedTable } from './dated-table.ts';

/**
 * Shanghai Stock Exchange, and Shenzhen, which announces the same: Shanghai dates. There are no half days.
 *
 * Source: the exchanges' notices of 26 December 2023, 23 December 2024 and 22 December 2025, each for the year that follows; no
 * rule gives the next one, which the State Council decides each autumn. Weekends that are worked to make up for a holiday do not
 * trade. Surprises to a rule of thumb: 2024-02-09, New Year's Eve of the moon, and 2026-01-02.
 * Extend it each December.
 */
export const SHANGHAI_TABLE: DatedTable = {
  startsOn: '2024-01-01',
  endsOn: '2026-12-31',
  closed: dates({
    2024: '01-01 02-09 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 10-01 10-02 10-03 10-04 10-07',
    2025: '01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08',
    2026: '01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07',
  }),
  half: dates({}),
};
