import { dates, type DatedTable } from './dated-table.ts';

/**
 * Xetra, Berlin dates. Half days close at 14:00.
 *
 * Source: Xetra's yearly trading calendars for 2024–2026, and for 2027–2028 Deutsche Börse's list of days without trading, which
 * gives the same days for the years before and says that later years may still change. Surprises to a rule of thumb: Christmas
 * Eve and New Year's Eve are closed altogether, and what falls on a weekend is not made up for. Whit Monday and 3 October trade.
 * The year's last trading day ends early; the exchange confirms that each December.
 */
export const XETRA_TABLE: DatedTable = {
  startsOn: '2024-01-01',
  endsOn: '2028-12-31',
  closed: dates({
    2024: '01-01 03-29 04-01 05-01 12-24 12-25 12-26 12-31',
    2025: '01-01 04-18 04-21 05-01 12-24 12-25 12-26 12-31',
    2026: '01-01 04-03 04-06 05-01 12-24 12-25 12-31',
    2027: '01-01 03-26 03-29 12-24 12-31',
    2028: '04-14 04-17 05-01 12-25 12-26',
  }),
  half: dates({
    2024: '12-30',
    2025: '12-30',
    2026: '12-30',
    2027: '12-30',
    2028: '12-29',
  }),
};
