type Holding = {
  readonly quantity: number;
  readonly averagePrice: number;
  readonly price: number | undefined;
};

/** As much as what was paid may differ by, for rounding and for fractions paid out in money. */
const COST_SLACK = 0.005;
/** Below such a change of the quantity nobody can tell a split from rounding. */
const SMALLEST = 0.005;

/**
 * What the quantity was multiplied by when there was a split between two readings: 4 for four new shares for one old.
 * A split leaves what was paid as it is; a purchase adds to it and a sale takes from it.
 *
 * @returns undefined when there was none
 */
export function splitBetween(before: Holding, after: Holding): number | undefined {
  const factor = after.quantity / before.quantity;
  const change = Math.abs(factor - 1);
  if (!Number.isFinite(factor) || factor <= 0 || change < SMALLEST) return undefined;
  const paid = before.quantity * before.averagePrice;
  const slack = Math.min(COST_SLACK, change / 10);
  const isSameCost = Math.abs((after.quantity * after.averagePrice) / paid - 1) <= slack;
  return isSameCost && priceAgrees(before, after, factor) ? factor : undefined;
}

/** Shares that were bought for next to nothing leave what was paid as it is, too; but then the price stays where it was. */
function priceAgrees(
  { price: before }: Holding,
  { price: after }: Holding,
  factor: number,
): boolean {
  if (before === undefined || after === undefined) return true;
  const change = after / before;
  return Math.abs(Math.log(change * factor)) < Math.abs(Math.log(change)) || isNear(factor);
}

/** What is this near to one is within a day's move: the price says nothing. */
function isNear(factor: number): boolean {
  return Math.abs(Math.log(factor)) < 0.1;
}
