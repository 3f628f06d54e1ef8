/** Bars are counted whole, from one. Throws a RangeError that names the period which is not. */
export function requirePeriods(periods: { readonly [name in string]: number }): void {
  for (const name in periods) {
    const value = periods[name] ?? NaN;
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} must be a whole number of bars, at least 1, not ${value}.`);
    }
  }
}
