import { tickStep, ticks } from 'd3-array';
import { grouped } from './numbers.ts';

/** Rows of pixels, counted from the top. */
export type Rows = { readonly top: number; readonly bottom: number };

export type Span = { readonly low: number; readonly high: number };

/** Where values stand: `low` on the row `bottom`, `high` on the row `top`. */
export type Scale = Rows & Span;

export type Tick = { readonly value: number; readonly label: string };

/** The row of a value; beyond the rows of the scale when the value is beyond its span. */
export function rowOf({ low, high, top, bottom }: Scale, value: number): number {
  return bottom - ((value - low) / (high - low)) * (bottom - top);
}

/** The least and the greatest of the numbers that are numbers, or undefined when there is none. */
export function spanOf(columns: readonly Float64Array[]): Span | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : undefined;
}

/**
 * A scale on which `span` fills the rows but for `marginPx` above and below. A span of one value is widened, so that the
 * value stands in the middle; what is never negative does not get an axis below zero.
 */
export function scaleFor({ low, high }: Span, { top, bottom }: Rows, marginPx: number): Scale {
  // Relative, since 123,456.78 and its neighbour in floating point are as good as equal.
  const isFlat = high - low <= Math.abs(high) * 1e-9;
  const around = isFlat ? Math.abs(high) * 0.01 || 1 : 0;
  const size = high - low + 2 * around;
  const inner = Math.max(1, bottom - top - 2 * marginPx);
  const margin = around + (size * marginPx) / inner;
  const least = low - margin;
  return { top, bottom, low: low >= 0 ? Math.max(0, least) : least, high: high + margin };
}

/** Round values at least `gapPx` apart (two of them may be nearer), with the decimals that their step needs. */
export function valueTicks({ low, high, top, bottom }: Scale, gapPx: number): readonly Tick[] {
  let count = Math.max(1, Math.floor((bottom - top) / gapPx));
  const pxOf = (step: number) => (step / (high - low)) * (bottom - top);
  // Asked for six it may give ten, to keep the values round.
  while (count > 1 && pxOf(tickStep(low, high, count)) < gapPx) count--;
  const step = tickStep(low, high, count);
  if (!(step > 0)) return [];
  const needed = Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  // A price has cents or none.
  const decimals = needed === 1 ? 2 : needed;
  return ticks(low, high, count).map((value) => ({ value, label: grouped(value, decimals) }));
}
