import { defineMeasure, percentFrom } from '../measure.ts';

/** Percent from the previous close to the day's first price. */
export const gapMeasure = defineMeasure({
  kind: 'quote',
  name: 'gap',
  says: 'gap at the open',
  unit: { kind: 'percent', min: -100 },
  rearm: { points: 0.5 },
  read: ({ quote }) =>
    quote.open === undefined ? undefined : percentFrom(quote.previousClose, quote.open),
  examples: ['gap > 3%', 'gap < -3%'],
});
