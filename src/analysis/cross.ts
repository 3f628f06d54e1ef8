/**
 * Bars on which `a` crosses above `b`: at or below it on the bar before, above it on this one. A gap on either bar is no
 * crossing.
 *
 * @returns 1 on the bar of the crossing, else 0
 * @throws RangeError when the columns differ in length
 */
export function crossesAbove(a: Float64Array, b: Float64Array): Uint8Array {
  if (a.length !== b.length) {
    throw new RangeError(`Only columns of one length can cross, not ${a.length} and ${b.length}.`);
  }
  const crossed = new Uint8Array(a.length);
  for (let i = 1; i < a.length; i++) {
    const wasBelow = (a[i - 1] ?? NaN) <= (b[i - 1] ?? NaN);
    if (wasBelow && (a[i] ?? NaN) > (b[i] ?? NaN)) crossed[i] = 1;
  }
  return crossed;
}

/** Bars on which `a` crosses below `b`: at or above it on the bar before, below it on this one. Else as `crossesAbove`. */
export function crossesBelow(a: Float64Array, b: Float64Array): Uint8Array {
  return crossesAbove(b, a);
}
