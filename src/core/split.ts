import type { CorporateAction } from './market.ts';

/** 4 new shares for 1 old: `numerator` 4, `denominator` 1. */
export type SplitRatio = { readonly numerator: number; readonly denominator: number };

export type Split = Extract<CorporateAction, { kind: 'split' }>;

/** What an amount of money a share is multiplied by: 0.25 for 4 new shares for 1 old. */
export function priceFactor({ numerator, denominator }: SplitRatio): number {
  return denominator / numerator;
}

/** As people say it: `4:1`, `1:10`. */
export function splitName({ numerator, denominator }: SplitRatio): string {
  return `${numerator}:${denominator}`;
}

/**
 * An amount on the footing after a split, without the dust of the division.
 *
 * @param dimension how it goes with prices: 1 for an amount a share, -1 for a number of shares, 0 for what no split changes
 */
export function onNewFooting(amount: number, split: SplitRatio, dimension: number): number {
  const { numerator, denominator } = dimension < 0 ? inverse(split) : split;
  let scaled = amount;
  for (let times = 0; times < Math.abs(dimension); times++)
    scaled = (scaled * denominator) / numerator;
  return Number(scaled.toPrecision(SURE_DIGITS));
}

/** Of the sixteen digits that a double has, as many as a few multiplications leave sure. */
const SURE_DIGITS = 14;

function inverse({ numerator, denominator }: SplitRatio): SplitRatio {
  return { numerator: denominator, denominator: numerator };
}

/** Splits among what is known of a ticker, in the order given. */
export function splitsOf(actions: readonly CorporateAction[]): readonly Split[] {
  return actions.filter((action) => action.kind === 'split');
}
