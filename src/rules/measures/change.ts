import { defineMeasure, percentFrom } from '../measure.ts';

/** Percent since the previous official close. */
export const changeMeasure = defineMeasure({
  kind: 'quote',
  name: 'change',
  says: 'change since the previous close',
  unit: { kind: 'percent', min: -100 },
  rearm: { points: 0.5 },
  read: ({ quote }) => percentFrom(quote.previousClose, quote.price),
  examples: ['change > 3%', 'change < -3%', 'change exits -2%..2%'],
});
