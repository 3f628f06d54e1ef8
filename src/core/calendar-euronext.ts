import { dates, type DatedTable } from './dated-table.ts';

/**
 * Euronext's common calendar (Amsterdam, Brussels, Dublin, Lisbon, Paris), Paris dates. Half days close at 14:05.
 *
 * Source: Euronext's yearly announcements of its trading days, each in the autumn before. National holidays trade. What falls on a
 * weekend is not made up for, half days neither. Oslo and Milan close on further days and are not meant.
 * Extend it when Euronext announces the next year.
 */
export const EURONEXT_TABLE: DatedTable = {
  startsOn: '2024-01-01',
  endsOn: '2026-12-31',
  closed: dates({
    2024: '01-01 03-29 04-01 05-01 12-25 12-26',
    2025: '01-01 04-18 04-21 05-01 12-25 12-26',
    2026: '01-01 04-03 04-06 05-01 12-25',
  }),
  half: dates({
    2024: '12-24 12-31',
    2025: '12-24 12-31',
    2026: '12-24 12-31',
  }),
};
