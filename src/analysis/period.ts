/** Bars are counted whole, from one. Throws a RangeError that names the first period which is not. */
export function requirePeriods(periods: { readonly [name in string]: number }): void {
  for (const [name, value] of Object.entries(periods)) requirePeriod(value, name);
}

/** One period alone, at less cost for who computes the same for thousands of tickers. */
export function requirePeriod(value: number, name = 'period'): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(`${name} must be a whole number of bars, at least 1, not ${value}.`);
}
