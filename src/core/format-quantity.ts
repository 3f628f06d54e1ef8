/** A number of shares as people write it: `1,200`, `0.0315`; never more than there is. */
export function formatQuantity(quantity: number): string {
  return FORMAT.format(quantity);
}

const FORMAT = new Intl.NumberFormat('en-US', {
  maximumFractionDigits: 6,
  roundingMode: 'trunc',
});
