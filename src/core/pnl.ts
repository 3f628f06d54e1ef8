import type { IsoDate } from './zone.ts';
import { shiftDate } from './zone.ts';

/** How far back profit is looked at. `all`: as far as there is anything. */
export const PNL_SPANS = ['7d', '30d', '90d', '1y', 'all'] as const;
export type PnlSpan = (typeof PNL_SPANS)[number];

/** What the picture shows: the profit, or what there was beside what was paid in. */
export type PnlSide = 'profit' | 'worth';

const DAYS: Readonly<Record<Exclude<PnlSpan, 'all'>, number>> = {
  '7d': 7,
  '30d': 30,
  '90d': 90,
  '1y': 365,
};

/** The first day of a span that ends today; undefined for all there is. */
export function firstDayOf(span: PnlSpan, today: IsoDate): IsoDate | undefined {
  return span === 'all' ? undefined : shiftDate(today, 1 - DAYS[span]);
}
