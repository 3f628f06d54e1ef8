import { requirePeriod } from './period.ts';
import { eachStretch } from './stretch.ts';

/**
 * The highest of the last `period` values, the newest included.
 *
 * @param values oldest first
 * @returns NaN in the first `period - 1` bars and in every window that holds a gap
 * @throws RangeError unless `period` is a whole number from 1
 */
export function highest(values: Float64Array, period: number): Float64Array {
  return furthest(values, period, 1);
}

/** The lowest of the last `period` values; as `highest`. */
export function lowest(values: Float64Array, period: number): Float64Array {
  return furthest(values, period, -1);
}

/**
 * Keeps, in a ring, the bars that may still become the furthest: each further than all behind it. A bar enters and leaves
 * once, so the cost does not grow with the period.
 */
function furthest(values: Float64Array, period: number, sign: 1 | -1): Float64Array {
  requirePeriod(period);
  const result = new Float64Array(values.length).fill(NaN);
  const room = Math.min(period, values.length);
  const ring = new Int32Array(room);
  eachStretch([values], (from, to) => {
    let head = 0;
    let count = 0;
    for (let i = from; i < to; i++) {
      const value = sign * (values[i] ?? NaN);
      if (count > 0 && (ring[head] ?? 0) <= i - period) {
        head = (head + 1) % room;
        count--;
      }
      while (count > 0 && sign * (values[ring[(head + count - 1) % room] ?? 0] ?? NaN) <= value) {
        count--;
      }
      ring[(head + count) % room] = i;
      count++;
      if (i - from >= period - 1) result[i] = values[ring[head] ?? 0] ?? NaN;
    }
  });
  return result;
}
