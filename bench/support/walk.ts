import type { Bars } from '../../src/core/market.ts';

/** Prices that wander by up to half a percent a bar; the same for the same seed, since Math.random cannot be seeded. */
export function walk(length: number, seed = 1): Bars {
  const random = randomFrom(seed);
  const column = (): Float64Array => new Float64Array(length);
  const bars = {
    openedAt: Float64Array.from({ length }, (_, i) => i * 60_000),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = price;
    price *= 1 + (random() - 0.5) / 100;
    bars.open[i] = open;
    bars.close[i] = price;
    bars.high[i] = Math.max(open, price) * (1 + random() / 400);
    bars.low[i] = Math.min(open, price) * (1 - random() / 400);
    bars.volume[i] = Math.round(1_000 + 9_000 * random());
  }
  return bars;
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
