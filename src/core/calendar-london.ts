import { dates, type DatedTable } from './dated-table.ts';

/**
 * London Stock Exchange, London dates. Half days close at 12:30.
 *
 * Source: the exchange's notice of business days, published as far as December 2028; it keeps the bank holidays of England and
 * Wales. Surprises to a rule of thumb: a holiday on a weekend is made up for (2026-12-28, 2027-12-27 and 28, 2028-01-03), and so
 * are the half days of Christmas Eve and New Year's Eve, on the Friday before (2028-12-22 and 29).
 * Royal weddings, funerals and jubilees are announced when they come; `endsOn` lets the watchdog warn in time.
 */
export const LONDON_TABLE: DatedTable = {
  startsOn: '2024-01-01',
  endsOn: '2028-12-31',
  closed: dates({
    2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
    2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
    2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
    2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
    2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
  }),
  half: dates({
    2024: '12-24 12-31',
    2025: '12-24 12-31',
    2026: '12-24 12-31',
    2027: '12-24 12-31',
    2028: '12-22 12-29',
  }),
};
