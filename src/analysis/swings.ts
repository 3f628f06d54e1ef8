import type { Bars } from '../core/market.ts';
import { requirePeriods } from './period.ts';

export type SwingMarks = {
  /** The bar's high where it is a swing high, else NaN. */
  readonly high: Float64Array;
  /** The bar's low where it is a swing low, else NaN. */
  readonly low: Float64Array;
};

/** Higher or lower high, higher or lower low than the swing before. */
export type SwingLabel = 'HH' | 'LH' | 'HL' | 'LL';

/** Swings by the bar on which they stand, with strict comparison on both sides: of two equal highs neither stands out. */
export function swingMarks(bars: Bars, left: number, right: number): SwingMarks {
  requirePeriods({ left, right });
  const reach = { left, right };
  return { high: peaks(bars.high, reach, 1), low: peaks(bars.low, reach, -1) };
}

/**
 * Marks brought forward to when they are known, `right` bars later, and held until the next: the price of the newest
 * swing known at each bar, NaN before the first.
 */
export function heldFrom(marks: Float64Array, right: number): Float64Array {
  const held = new Float64Array(marks.length).fill(NaN);
  let last = NaN;
  for (let i = right; i < marks.length; i++) {
    const mark = marks[i - right] ?? NaN;
    if (!Number.isNaN(mark)) last = mark;
    held[i] = last;
  }
  return held;
}

/**
 * What each swing is beside the one before of its kind: a higher high (else a lower one), a lower low (else a higher one).
 *
 * @param within the swing before may lie this many bars back, no more
 * @returns one for each bar; undefined where there is no swing or none before it
 */
export function swingLabels(
  marks: Float64Array,
  side: 'high' | 'low',
  within: number,
): readonly (SwingLabel | undefined)[] {
  const labels: (SwingLabel | undefined)[] = Array.from(marks, () => undefined);
  let before = { bar: -Infinity, price: NaN };
  marks.forEach((price, bar) => {
    if (Number.isNaN(price)) return;
    if (bar - before.bar <= within) labels[bar] = label(side, price - before.price);
    before = { bar, price };
  });
  return labels;
}

function label(side: 'high' | 'low', change: number): SwingLabel {
  if (side === 'high') return change > 0 ? 'HH' : 'LH';
  return change < 0 ? 'LL' : 'HL';
}

function peaks(
  values: Float64Array,
  { left, right }: { readonly left: number; readonly right: number },
  sign: 1 | -1,
): Float64Array {
  const marks = new Float64Array(values.length).fill(NaN);
  for (let i = left; i + right < values.length; i++) {
    const value = sign * (values[i] ?? NaN);
    let n = i - left;
    while (n <= i + right && (n === i || sign * (values[n] ?? NaN) < value)) n++;
    if (n > i + right) marks[i] = values[i] ?? NaN;
  }
  return marks;
}
