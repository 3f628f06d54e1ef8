import { defineMeasure } from '../measure.ts';

/** The last price, in the quote's own currency. */
export const priceMeasure = defineMeasure({
  kind: 'quote',
  name: 'price',
  says: 'price',
  unit: { kind: 'price' },
  rearm: { pct: 0.5 },
  read: ({ quote }) => quote.price,
  examples: ['> 150', '< 140', 'x 150', 'exits 140..150', 'is > 150'],
});
