/** How long alerts and messages are kept, in days: a year and a month, so that the same week of last year can be looked up. */
export const RETENTION_DAYS = 400;
