/** A sale that was only looked at, and what the same share costs since. */
type Looked = { readonly price: number; readonly quantity: number };

/** What it would have come to: how often it fell further, how often it came back, and the difference in money. */
export type ShadowScore = {
  readonly good: number;
  readonly whipsaws: number;
  /** In the currency of the instrument: what selling would have kept, less what it would have missed. */
  readonly net: number;
};

/** Holds sales that were not made against the price of now; undefined without a price or without any. */
export function shadowScore(
  looked: readonly Looked[],
  price: number | undefined,
): ShadowScore | undefined {
  if (price === undefined || looked.length === 0) return undefined;
  const kept = looked.map((one) => (one.price - price) * one.quantity);
  const good = kept.filter((one) => one >= 0).length;
  return {
    good,
    whipsaws: kept.length - good,
    net: kept.reduce((sum, one) => sum + one, 0),
  };
}
