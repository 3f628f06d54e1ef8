import type { Rows } from './scale.ts';

/**
 * Moves rows apart until each is `gap` pixels or more from the next, as little as possible in all (least squares), and
 * within `top` and `bottom` by half a gap. Order is kept. At most `(bottom - top) / gap` of them have room.
 */
export function spread(wanted: readonly number[], gap: number, { top, bottom }: Rows): number[] {
  const order = wanted
    .map((_, n) => n)
    .sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  // With the gaps taken out, "far enough apart" is "not decreasing", and pooling neighbours that break it is the best fit.
  const pools: { sum: number; count: number }[] = [];
  order.forEach((which, n) => {
    pools.push({ sum: (wanted[which] ?? 0) - n * gap, count: 1 });
    for (;;) {
      const [before, last] = pools.slice(-2);
      if (!before || !last || before.sum / before.count <= last.sum / last.count) return;
      pools.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  });
  const first = top + gap / 2;
  const latest = Math.max(first, bottom - gap / 2 - (wanted.length - 1) * gap);
  const flat = pools.flatMap(({ sum, count }) =>
    Array.from({ length: count }, () => Math.min(Math.max(sum / count, first), latest)),
  );
  const rows = wanted.map(() => NaN);
  order.forEach((which, n) => (rows[which] = (flat[n] ?? NaN) + n * gap));
  return rows;
}
