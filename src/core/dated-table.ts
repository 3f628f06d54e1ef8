import type { IsoDate } from './zone.ts';

/** Which days an exchange has said that it is closed or closes early, and for which years it has said so. */
export type DatedTable = {
  readonly startsOn: IsoDate;
  readonly endsOn: IsoDate;
  readonly closed: ReadonlySet<IsoDate>;
  readonly half: ReadonlySet<IsoDate>;
};

/** Dates written as `{ 2026: '01-01 12-25' }`. */
export function dates(byYear: Readonly<Record<string, string>>): ReadonlySet<IsoDate> {
  return new Set(
    Object.entries(byYear).flatMap(([year, days]) =>
      days.split(' ').map((day) => `${year}-${day}`),
    ),
  );
}
